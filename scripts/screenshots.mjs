// Makes the pictures of docs/screenshots from the production build in dist/site, both themes, desktop and phone.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { installChromium, root } from "./environment.mjs";

const folder = join(root, "docs/screenshots");
const example = "A stub and lazy binding";

mkdirSync(folder, { recursive: true });
const executablePath = installChromium();
if (!executablePath) process.exit(1);
const server = await preview({ preview: { port: 4174, strictPort: true }, logLevel: "error" });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

async function open(width, height, colorScheme) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  await page.goto("http://localhost:4174/");
  await page.locator('[data-testid="link-status"][data-tone="good"]').waitFor();
  await page.getByRole("banner").getByRole("button").first().click();
  await page.getByRole("menuitemradio", { name: new RegExp(example) }).click();
  await page.locator('[data-testid="link-status"][data-tone="good"]').waitFor();
  return page;
}

for (const theme of ["dark", "light"]) {
  const desktop = await open(1440, 900, theme);
  await desktop.locator(".monaco-editor .view-line").first().waitFor();
  await desktop.getByRole("tab", { name: "Actions" }).click();
  await desktop.waitForTimeout(1500);
  await desktop.screenshot({ path: join(folder, `desktop-${theme}.png`) });
  await desktop.close();
  const phone = await open(390, 844, theme);
  await phone.getByRole("navigation", { name: "Panes" }).getByText("Explain").click();
  await phone.waitForTimeout(1500);
  await phone.screenshot({ path: join(folder, `phone-${theme}.png`) });
  await phone.close();
}
await browser.close();
await server.close();
