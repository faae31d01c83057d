import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The command line tool: the same core, bundled for Node; packages stay in node_modules. */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
  publicDir: false,
  build: {
    ssr: "src/cli/main.ts",
    outDir: "dist/cli",
    target: "node20",
    emptyOutDir: true,
    rollupOptions: { output: { entryFileNames: "machoscope.js" } },
  },
});
