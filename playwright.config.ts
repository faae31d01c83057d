import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/environment.mjs";

const chromium = findChromium();

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  use: {
    baseURL: "http://localhost:4171",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: [
    { command: "npx vite preview --port 4171 --strictPort", url: "http://localhost:4171", reuseExistingServer: false },
    {
      command: "npx vite preview --port 4172 --strictPort",
      url: "http://localhost:4172",
      reuseExistingServer: false,
      env: { MACHOSCOPE_ISOLATION: "off" },
    },
  ],
});
