import { describe, expect, it } from "vitest";
import { isDirective, readDirective } from "@/linker/parse/exportDirectives";
import { sceneOptions } from "../../support/linkScene";

const read = (name: string) => readDirective(name, sceneOptions("arm64"));

describe("export directives", () => {
  it.each([
    ["$ld$hide$_x", { kind: "hide", name: "_x" }],
    ["$ld$hide$os12$_x", { kind: "hide", name: "_x" }],
    ["$ld$hide$os12.0.0$_OBJC_CLASS_$_C", { kind: "hide", name: "_OBJC_CLASS_$_C" }],
    ["$ld$hide$os12.1$_x", { kind: "none" }],
    ["$ld$add$os12.0$_x", { kind: "add", name: "_x" }],
    ["$ld$install_name$os12.0$/a/b", { kind: "rename", installName: "/a/b", compatibilityVersion: undefined }],
    ["$ld$previous$/a$1.2$1$11.0$12.1$$", { kind: "rename", installName: "/a", compatibilityVersion: 0x10200 }],
    ["$ld$previous$/a$$1$11.0$12.1$_x$", { kind: "elsewhere", name: "_x", installName: "/a", version: undefined }],
    ["$ld$previous$/a$$1$11.0$12.0$_x$", { kind: "none" }],
    ["$ld$previous$/a$$2$11.0$12.1$_x$", { kind: "none" }],
    ["$ld$weak$os12.0$_x", { kind: "none" }],
    ["$ld$", { kind: "none" }],
  ])("%s", (name, expected) => {
    expect(isDirective(name)).toBe(true);
    expect(read(name)).toEqual(expected);
  });
  it.each(["$ld$hide$osx$_x", "$ld$previous$/a$$1$eleven$12.1$$", "$ld$previous$/a$one$1$11.0$12.1$$"])(
    "%s is malformed",
    (name) => {
      expect(read(name)).toMatchObject({ kind: "malformed", text: name });
    },
  );
});
