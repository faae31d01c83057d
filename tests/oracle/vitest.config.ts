import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vite.config";

/** Comparisons with LLVM's tools, which must be installed (Debian: lld-22 llvm-22 clang-22). */
export default mergeConfig(
  { ...base, test: {} },
  defineConfig({
    test: {
      include: ["tests/oracle/**/*.oracle.test.ts"],
      environment: "node",
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  }),
);
