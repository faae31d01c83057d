// Times of the page itself, in a real browser on the production build: from a key press to the painted patch, and what
// a visitor loads before the editor arrives, and links of large programs. Needs the site in dist/site and the objects
// that scripts/bench.mjs makes; `--scripts`, `--keys` or `--links` runs one part alone.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { installChromium, root } from "./environment.mjs";

const samples = 200;
const warmUp = 20;
const linkSamples = 5;
const budget = 170;

/** Scripts the page itself asked for before it asked for the editor, in that order. */
async function initialScripts(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const named = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname.slice(1);
    // The worker loads its own scripts beside the page's.
    if (path.endsWith(".js") && !/Worker|encoder|Iced/i.test(path)) named.push(path);
  });
  await page.goto(address);
  await page.locator(".monaco-editor").first().waitFor();
  await page.close();
  // What saves the project comes a second after the page was painted: on a busy machine, before the editor.
  const later = named.findIndex((path) => /monaco|keeping/i.test(path));
  return named.slice(0, later).map((path) => ({
    path,
    bytes: gzipSync(readFileSync(join(root, "dist/site", path)), { level: 9 }).length,
  }));
}

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Runs in the page: notes when a key went down and when the next frame with another text there was painted. */
function watchText(selector) {
  const times = [];
  let pressed = 0;
  let shown = "";
  const text = () => document.querySelector(selector)?.textContent ?? "";
  const check = () => {
    const now = text();
    if (pressed !== 0 && now !== shown) {
      const from = pressed;
      pressed = 0;
      // A message posted from a frame's callback arrives after that frame was painted.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => times.push(performance.now() - from);
      channel.port2.postMessage(0);
    }
    shown = now;
    requestAnimationFrame(check);
  };
  addEventListener(
    "keydown",
    (event) => {
      shown = text();
      pressed = event.timeStamp;
    },
    true,
  );
  requestAnimationFrame(check);
  window.paintTimes = times;
}

/** The relocations on screen: the call's has another place and other bytes after each key. */
const patchText = '[aria-label="Relocations"] > [role="rowgroup"]:last-child';
const editorText = ".monaco-editor .view-lines";

/** Drops files onto the page. */
async function drop(page, folder) {
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("base64")]);
  await page.evaluate((all) => {
    const transfer = new DataTransfer();
    for (const [name, text] of all)
      transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
    for (const type of ["dragenter", "dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
}

async function openProgram(browser, address, { incremental = false, objects } = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  const good = page.locator('[data-testid="link-status"][data-tone="good"]');
  await good.waitFor();
  if (incremental) await page.getByRole("group", { name: "Placement" }).getByText("Incremental").click();
  if (objects !== undefined) {
    await drop(page, objects);
    await page.getByTestId("flush-bar").getByText("99,999 more").waitFor({ timeout: 120_000 });
    await page.getByRole("tab", { name: /^main\.s/ }).click();
  }
  await page.getByRole("tab", { name: /Relocations/ }).click();
  await page.locator(".monaco-editor .view-line", { hasText: /^\s*bl/ }).click();
  // In front of the call, so that its hole moves with every key.
  await page.keyboard.press("Home");
  await page.keyboard.type(".space 4\n");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await good.waitFor();
  return page;
}

/** Presses keys that each give another program that links; returns sorted milliseconds. */
async function measure(browser, address, selector, program) {
  const page = await openProgram(browser, address, program);
  await page.evaluate(watchText, selector);
  const longTasks = await page.evaluateHandle(() => {
    const found = [];
    new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
    return found;
  });
  for (let sample = 0; sample < samples + warmUp; sample++) {
    const before = await page.evaluate(() => window.paintTimes.length);
    await page.keyboard.press(sample % 2 === 0 ? "0" : "Backspace");
    await page.waitForFunction((count) => window.paintTimes.length > count, before, { timeout: 10_000 });
    await page.waitForTimeout(80);
  }
  const times = (await page.evaluate(() => window.paintTimes)).slice(warmUp).sort((a, b) => a - b);
  const long = (await longTasks.jsonValue()).length;
  await page.close();
  return { times, long };
}

/** What the worker says of its links: the first one of dropped files, and the median of those after keys. */
async function measureLinks(browser, address, folder) {
  const page = await openProgram(browser, address);
  const status = page.getByTestId("link-status");
  let hint = await status.getAttribute("data-tooltip");
  const next = async (act) => {
    await act();
    // Files arrive one by one, and the program links when all are there.
    await page.waitForFunction(
      (old) => {
        const element = document.querySelector('[data-testid="link-status"]');
        return element.dataset.tone === "good" && element.dataset.tooltip !== old;
      },
      hint,
      { timeout: 120_000 },
    );
    hint = await status.getAttribute("data-tooltip");
    return Number(/linked in ([\d.]+) ms/.exec(hint)[1]);
  };
  const first = await next(() => drop(page, folder));
  await page.getByRole("tab", { name: /^main\.s/ }).click();
  await page.locator(".monaco-editor .view-line", { hasText: /^\s*bl/ }).click();
  await page.keyboard.press("End");
  const later = [];
  for (let sample = 0; sample < linkSamples; sample++) later.push(await next(() => page.keyboard.type("\n.space 4")));
  await page.close();
  later.sort((a, b) => a - b);
  return { first, later: quantile(later, 0.5) };
}

const shown = ({ times, long }) =>
  `median ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, ` +
  `worst ${times.at(-1).toFixed(1)} ms; ${long} long tasks`;

const executablePath = installChromium();
if (!executablePath) process.exit(1);
const address = "http://localhost:4173/";
const server = await preview({ preview: { port: 4173, strictPort: true }, logLevel: "error" });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

async function benchScripts() {
  const scripts = await initialScripts(browser, address);
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  process.stdout.write("\nInitial JavaScript before the editor, gzip\n");
  for (const { path, bytes } of scripts) process.stdout.write(`  ${path.padEnd(40)} ${kib(bytes)}\n`);
  process.stdout.write(
    `  sum ${kib(total)} of ${budget} KiB: ${total <= budget * 1024 ? "within" : "OVER"} the budget\n`,
  );
}

async function benchKeys() {
  process.stdout.write(`\nKey press to painted frame, ${samples} keys each\n`);
  const objects = join(root, "dist/bench/objects/edits");
  const programs = [
    ["an example", {}],
    ["an example, incremental", { incremental: true }],
    ["beside 100,000 functions", { incremental: true, objects }],
  ];
  for (const [name, program] of programs) {
    const letter = await measure(browser, address, editorText, program);
    process.stdout.write(`  ${name.padEnd(26)} the letter in the editor    ${shown(letter)}\n`);
    const patch = await measure(browser, address, patchText, program);
    process.stdout.write(`  ${"".padEnd(26)} the patch in the tables     ${shown(patch)}\n`);
  }
}

async function benchLinks() {
  process.stdout.write(
    "\nLinks in the page's worker, which keeps every write: of dropped files, then with these remembered\n",
  );
  for (const count of [100, 1000]) {
    const { first, later } = await measureLinks(browser, address, join(root, `dist/bench/objects/${count}`));
    process.stdout.write(`  ${`${count} objects`.padEnd(26)} ${first.toFixed(0)} ms, ${later.toFixed(0)} ms\n`);
  }
}

const parts = { "--scripts": benchScripts, "--keys": benchKeys, "--links": benchLinks };
const wanted = process.argv[2];
for (const [name, part] of Object.entries(parts)) if (wanted === undefined || wanted === name) await part();
await browser.close();
await server.close();
