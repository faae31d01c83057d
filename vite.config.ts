import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { icedX86 } from "./vite/icedX86.ts";

/** Cross-origin isolation: what gives the page SharedArrayBuffer. MACHOSCOPE_ISOLATION=off serves without it. */
const isolation: Record<string, string> =
  process.env["MACHOSCOPE_ISOLATION"] === "off"
    ? {}
    : {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
      };

/**
 * What the panels on screen from the start have in common comes as two files, not as thirty small ones: fewer
 * requests, and 7 KiB less after compression. What only two need is mostly the editor's and one panel's, and the page
 * does not wait for the editor.
 */
const chunkGroups = [
  { name: "react", test: /node_modules\/(react|react-dom|scheduler|zustand)\// },
  {
    name: "shared",
    minShareCount: 3,
    test: /src\/(?!inspect\/(rows\/symbols|flush))(base|tables|macho|linker|arch|inspect|widgets|state)\//,
  },
];

export default defineConfig({
  plugins: [react(), icedX86()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: "es", plugins: () => [icedX86()] },
  build: {
    target: "es2022",
    outDir: "dist/site",
    sourcemap: true,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/e2e/**", "tests/fuzz/**", "tests/oracle/**", "node_modules/**"],
    environment: "node",
    // Only what hangs is ended: how fast a machine is decides no test.
    testTimeout: 600_000,
  },
});
