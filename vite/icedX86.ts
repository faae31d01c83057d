// iced-x86 is published for Node only: CommonJS glue that requires `util`, `fs` and `path` and compiles its wasm file
// while it loads. This plugin rewrites the glue, at build time, into an ES module with the same named exports and a
// default export `init(source?)` that loads the wasm asynchronously, so that `import init, * as iced from "iced-x86"`
// works in a page or worker, in development and in builds. Every edit must find its target: if a new release changes
// the glue's shape, the build stops with the name of what is missing.

import type { Plugin } from "vite";

const glueFile = /[\\/]iced-x86[\\/]iced_x86\.js(\?.*)?$/;

export function icedX86(): Plugin {
  return {
    name: "iced-x86",
    enforce: "pre",
    // Pre-bundling would swallow the glue before `transform` sees it.
    config: () => ({ optimizeDeps: { exclude: ["iced-x86"] } }),
    transform(code, id) {
      return glueFile.test(id) ? { code: rewriteGlue(code), map: null } : null;
    },
  };
}

/** The glue as an ES module; exported for the test that guards against a new shape. */
export function rewriteGlue(source: string): string {
  let code = source;
  const replace = (what: string, pattern: string | RegExp, replacement: string) => {
    const changed = code.replace(pattern, () => replacement);
    if (changed === code) throw new Error(`iced-x86: cannot find ${what} in its glue; vite/icedX86.ts needs an update`);
    code = changed;
  };
  replace(
    "the import object",
    "imports['__wbindgen_placeholder__'] = module.exports;",
    "const wasmImports = imports['__wbindgen_placeholder__'] = {};",
  );
  // TextDecoder and TextEncoder are globals in browsers.
  replace("the util import", /const \{ TextDecoder, TextEncoder \} = require\(`util`\);\n/, "");
  replace("the wasm loader", /const path = require\('path'\)[\s\S]*$/, asynchronousLoader);
  // Functions the wasm code calls go to its import object, all others become exports. Classes keep their local
  // binding, because the glue refers to them by it.
  code = code
    .replace(/module\.exports\.(__wb\w+) =/g, "wasmImports.$1 =")
    .replace(/module\.exports\.([A-Za-z]\w*) = \1;/g, "export { $1 };")
    .replace(/module\.exports\.([A-Za-z]\w*) = Object\.freeze\(/g, "export const $1 = /*#__PURE__*/Object.freeze(")
    .replace(/module\.exports\.([A-Za-z]\w*) = /g, "export const $1 = ")
    // Half of the file is doc comments, whose examples call `require`.
    .replace(/^[ \t]*\/\*\*[\s\S]*?\*\//gm, "");
  if (/\bmodule\.exports\b|\brequire\(/.test(code))
    throw new Error("iced-x86: CommonJS is left in its glue; vite/icedX86.ts needs an update");
  return code;
}

/** Takes nothing (the wasm file beside the bundle), a URL, a Response, bytes or a compiled module. */
const asynchronousLoader = `
import wasmUrl from "./iced_x86_bg.wasm?url";
let loading;
export default function init(source = wasmUrl) {
  loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
async function load(source) {
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (source instanceof WebAssembly.Module) {
    wasm = (await WebAssembly.instantiate(source, imports)).exports;
    return;
  }
  if (typeof Response !== "undefined" && source instanceof Response) {
    if (!source.ok) throw new Error("cannot load " + source.url + ": HTTP " + source.status);
    // A host that serves wasm under another media type forbids streaming.
    const streams = /^application\\/wasm/.test(source.headers.get("content-type") ?? "");
    if (streams) {
      wasm = (await WebAssembly.instantiateStreaming(source, imports)).instance.exports;
      return;
    }
    source = await source.arrayBuffer();
  }
  wasm = (await WebAssembly.instantiate(source, imports)).instance.exports;
}
`;
