import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { MalformedText, readYaml, type YamlNode } from "@/macho/yaml";

type Plain = string | Plain[] | { [key: string]: Plain };
function plain(node: YamlNode): Plain {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}
const ours = (text: string) => readYaml(text).map(({ root }) => plain(root));
/** The `yaml` package as oracle; every scalar stays text. */
const oracle = (text: string) => {
  const documents = parseAllDocuments(text, { schema: "failsafe", logLevel: "silent" });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() ?? "";
  });
};

describe("readYaml", () => {
  it.each([
    "a: b\nc: [ d, e,\n  f ]\n",
    "a:\n  - b: c\n    d: e\n  - b: f\n",
    "a:\n- b\n- c\nd: e\n",
    "- - a\n  - b\n- c\n",
    "-\n  a: b\n-\n  - c\n",
    "a: # comment\n  b: c # another\n# third\nd: e#f\n",
    "a: 'it''s'\nb: \"x\\ty\\u00e9\\x41\"\n'c d': e\n",
    "a: [ 'x, y', \"]\", z ] # end\nb: []\n",
    "a: [\n # comment\n x, # more\n y\n]\n",
    "a: b c d\ne: http://x:80/y\n",
    "--- !tapi-tbd\na: b\n--- !tapi-tbd\na: c\n...\n",
    "a:\nb:\n",
    "a: b\r\nc:\r\n  - d\r\n",
    "a: $ld$hide$os10.4$_x\nb: -[Foo bar]\nc: _x.y-z\n",
    "\n\n# only\na:   b   \n\n",
    "a: -1\nb: ?x\nc: :x\n",
    "",
    "# nothing\n",
    "just a scalar\n",
  ])("agrees with the yaml package on %j", (text) => {
    expect(ours(text)).toEqual(oracle(text));
  });

  it("agrees with the yaml package on what it writes", () => {
    const name = fc.string({
      unit: fc.constantFrom("a", "_", "$", "-", ":", "#", "'", '"', " ", ".", ",", "[", "é", "0"),
    });
    const key = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
    const list = fc.array(name, { minLength: 1, maxLength: 5 });
    const entry = fc.dictionary(key, fc.oneof(name, list), { minKeys: 1, maxKeys: 4 });
    const root = fc.dictionary(key, fc.oneof(name, list, fc.array(entry, { minLength: 1, maxLength: 3 })), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(root, (value) => {
        const text = stringify(value, { lineWidth: 0 });
        expect(ours(text)).toEqual([value]);
      }),
      { numRuns: 300 },
    );
  });

  it("never reads differently from the yaml package what both accept", () => {
    const piece = fc.constantFrom(
      "a",
      "b: ",
      "- ",
      "\n",
      "\n  ",
      " ",
      "[",
      "]",
      ", ",
      ":",
      "#",
      "'",
      '"',
      "\\",
      "---\n",
      "x-y",
      "?",
      "!t ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join("");
        let read: Plain[];
        try {
          read = ours(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedText);
          return;
        }
        expect(read).toEqual(oracle(text));
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  it.each([
    ["a: &x b", 1, 4, /an anchor/],
    ["a: *x", 1, 4, /an alias/],
    ["a: |\n  text", 1, 4, /block scalar/],
    ["a: { b: c }", 1, 4, /a flow map/],
    ["a: !tag b", 1, 4, /a tag/],
    ["a: [ b\nc: d", 2, 1, /comma or a closing bracket/],
    ["a: [ b,\n", 1, 4, /closing bracket/],
    ["a: [ [ b ] ]", 1, 6, /list inside a list/],
    ["a: 'b\n", 1, 4, /closing quote/],
    ['a: "\\q"', 1, 5, /escape/],
    ["a: b\n   c: d", 2, 4, /indentation of 0/],
    ["a:\n\tb: c", 2, 1, /spaces .* a tab/],
    ["a: b\na: c", 2, 1, /'a' again/],
    ["a: b\nc", 2, 1, /key with a colon/],
    ["é: 'b' c", 1, 8, /end of the line/],
    [`a:\n${Array.from({ length: 20 }, (_, i) => `${" ".repeat(i + 1)}a:\n`).join("")}`, 17, 17, /16 levels/],
  ])("refuses %j with a place", (text, line, column, message) => {
    const read = () => readYaml(text);
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect(error).toMatchObject({ line, column });
    }
  });

  it("takes time in proportion to the text", () => {
    const list = (count: number) => `a: [ ${Array.from({ length: count }, (_, i) => `_symbol_${i}`).join(", ")} ]\n`;
    const time = (text: string) => {
      const start = performance.now();
      readYaml(text);
      return performance.now() - start;
    };
    time(list(10_000));
    expect(time(list(200_000))).toBeLessThan(2000);
    expect(time(`a: '${"''".repeat(1_000_000)}'\n`)).toBeLessThan(2000);
  });
});
