import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vite.config";

/** Seeded mutations of real inputs through every reader; MACHOSCOPE_FUZZ_ROUNDS lengthens the run. */
export default mergeConfig(
  { ...base, test: {} },
  defineConfig({ test: { include: ["tests/fuzz/**/*.fuzz.test.ts"], environment: "node", testTimeout: 600_000 } }),
);
