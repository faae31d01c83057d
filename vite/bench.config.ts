import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The core's benchmark, bundled for Node. */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
  publicDir: false,
  build: {
    ssr: "tests/bench/core.ts",
    outDir: "dist/bench",
    target: "node20",
    emptyOutDir: true,
    rollupOptions: { output: { entryFileNames: "core.js" } },
  },
});
