import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { icedX86 } from "../vite/icedX86";
const lib = fileURLToPath(new URL("../src/gallery/libSystem.ts", import.meta.url));
const iso = process.env.ISO === "off" ? {} : { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  cacheDir: "/tmp/vitecache" + (process.env.ISO ?? ""),
  plugins: [react(), icedX86()],
  resolve: { alias: [ ...(existsSync(lib) ? [] : [{ find: "@/gallery/libSystem", replacement: fileURLToPath(new URL("./libSystem.ts", import.meta.url)) }]), { find: "@", replacement: fileURLToPath(new URL("../src", import.meta.url)) } ] },
  server: { headers: iso },
  worker: { format: "es", plugins: () => [icedX86()] },
});
