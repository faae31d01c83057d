import { describe, expect, test } from "vitest";
import { writeArchive } from "@/macho/archive";
import { folder, twoObjects } from "./folder";

describe("commands", () => {
  test("an unknown one is named, with what there is", async () => {
    const { status, error } = await folder().run("link a.o");
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope: error: unknown command 'link'\nusage:\n/);
    for (const name of ["as", "ld", "dump", "trace"]) expect(error).toContain(`machoscope ${name} `);
  });

  test("names of object properties are no commands", async () => {
    expect((await folder().run("constructor")).error).toContain("unknown command 'constructor'");
  });

  test("help is no error", async () => {
    expect(await folder().run("--help")).toMatchObject({ status: 0, error: "" });
  });

  test("what the machine refuses is one line", async () => {
    const made = await twoObjects();
    const refusing = folder(Object.fromEntries(made.files));
    Object.assign(refusing.host, {
      write: () => {
        throw new Error("cannot write out.o: read-only file system");
      },
    });
    expect(await refusing.run("as -arch arm64 main.s -o out.o")).toEqual({
      status: 1,
      out: "",
      error: "machoscope as: error: cannot write out.o: read-only file system\n",
    });
  });
});

describe("as", () => {
  test.each([
    ["as -arch arm64 --fast a.s", "unknown argument '--fast'"],
    ["as -arch", "missing argument to -arch"],
    ["as -arch mips a.s", "unsupported architecture 'mips' (known: arm64, x86_64)"],
    ["as a.s", "missing -arch (arm64 or x86_64)"],
    ["as -arch arm64", "no input file"],
    ["as -arch arm64 a.s b.s", "more than one input: a.s and b.s"],
    ["as -arch arm64 a.s", "cannot open a.s: no such file"],
  ])("%s", async (line, message) => {
    expect(await folder().run(line)).toEqual({ status: 1, out: "", error: `machoscope as: error: ${message}\n` });
  });

  test("a line that does not assemble leaves no object behind", async () => {
    const made = folder({ "a.s": "  frob x0\n", "a.o": "older" });
    const { status, error } = await made.run("as -arch arm64 a.s");
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope as: error: a\.s:1:3: /);
    expect(made.files.has("a.o")).toBe(false);
  });

  test.each(["arm64", "x86_64"])("writes an object for %s", async (architecture) => {
    const made = folder({ "a.s": ".globl _f\n_f:\n  ret\n" });
    expect(await made.run(`as -arch ${architecture} a.s -o b.o`)).toEqual({ status: 0, out: "", error: "" });
    expect(made.files.get("b.o")!.length).toBeGreaterThan(32);
  });
});

describe("ld", () => {
  test.each([
    ["ld -arch arm64 -frobnicate a.o", "unknown argument '-frobnicate'"],
    ["ld -arch arm64 -dead_stripp a.o", "unknown argument '-dead_stripp', did you mean '-dead_strip'?"],
    ["ld -arch arm64 -r a.o", "-r: this linker makes executables and dylibs only"],
    ["ld -arch arm64 -dylib_file x a.o", "-dylib_file: 'x' is not of the form install_name:file"],
    ["ld a.o", "missing -arch (arm64 or x86_64)"],
    ["ld -arch arm64", "no input files"],
    ["ld -arch arm64 -o", "missing argument to -o"],
    ["ld -arch arm64 a.o", "cannot open a.o: no such file"],
    ["ld -arch arm64 -lnothing", "library not found for -lnothing (no search path: give one with -L)"],
    [
      "ld -arch arm64 -platform_version beos 1 1 a.o",
      "-platform_version: unsupported platform 'beos' (known: macos, ios, tvos, watchos, mac-catalyst, ios-simulator, tvos-simulator, watchos-simulator, driverkit, xros, xros-simulator)",
    ],
  ])("%s", async (line, message) => {
    expect(await folder().run(line)).toEqual({ status: 1, out: "", error: `machoscope ld: error: ${message}\n` });
  });

  test("writes an executable", async () => {
    const made = await twoObjects();
    const run = await made.run("ld -arch arm64 -platform_version macos 12.0 12.0 -o prog main.o helper.o -lSystem");
    expect(run).toEqual({ status: 0, out: "", error: "" });
    expect(made.executables.has("prog")).toBe(true);
    const again = await made.run("ld -arch arm64 -platform_version macos 12.0 12.0 -o again main.o helper.o -lSystem");
    expect(again.status).toBe(0);
    expect(made.files.get("again")!.length).toBe(made.files.get("prog")!.length);
  });

  test("a failed link names the symbol and leaves no output behind, not even an older one", async () => {
    const made = await twoObjects();
    made.files.set("prog", new Uint8Array([1, 2, 3]));
    const { status, error } = await made.run("ld -arch arm64 -o prog main.o -lSystem");
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope ld: error: .*_helper/m);
    expect(error).not.toMatch(/^ +at /m);
    expect(made.files.has("prog")).toBe(false);
  });

  test("a truncated object is a message with its place", async () => {
    const made = await twoObjects();
    made.files.set("cut.o", made.files.get("main.o")!.slice(0, 100));
    const { status, error } = await made.run("ld -arch arm64 -o prog cut.o helper.o -lSystem");
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope ld: error: cut\.o: /m);
    expect(made.files.has("prog")).toBe(false);
  });

  const line = "ld -arch arm64 -platform_version macos 12.0 12.0 -o prog";

  test("-t names the files that took part, -why_load says why members did", async () => {
    const made = await twoObjects();
    const bytes = made.files.get("helper.o")!;
    made.files.set("libh.a", writeArchive([{ name: "helper.o", bytes, defines: ["_helper"] }]));
    const told = await made.run(`${line} -t -why_load main.o libh.a -lSystem`);
    expect(told.out).toBe("main.o\nlibh.a(helper.o)\nlibSystem.tbd\n_helper forced load of libh.a(helper.o)\n");
    const all = await made.run(`${line} -why_load -all_load main.o libh.a -lSystem`);
    expect(all.out).toBe("-all_load forced load of libh.a(helper.o)\n");
    const forced = await made.run(`${line} -whyload main.o -force_load libh.a -lSystem`);
    expect(forced.out).toBe("-force_load forced load of libh.a(helper.o)\n");
  });

  test("a flag that would change the image and is not supported is told, or with -fatal_warnings refused", async () => {
    const made = await twoObjects();
    const told = await made.run(`${line} -bind_at_load main.o helper.o -lSystem`);
    expect(told).toEqual({
      status: 0,
      out: "",
      error: "machoscope ld: warning: -bind_at_load is not supported; the link goes on without it\n",
    });
    expect((await made.run(`${line} -w -bind_at_load main.o helper.o -lSystem`)).error).toBe("");
    const old = `${line.replaceAll("12.0", "10.15")} main.o helper.o -lSystem`;
    const warned = await made.run(old);
    expect([warned.status, warned.error.includes("warning:")]).toEqual([0, true]);
    expect((await made.run(`${old} -w`)).error).toBe("");
    const refused = await made.run(`${old} -fatal_warnings`);
    expect([refused.status, refused.error.includes("error:")]).toEqual([1, true]);
    expect(made.files.has("prog")).toBe(false);
  });
});
