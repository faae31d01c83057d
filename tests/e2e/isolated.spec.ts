import { expect, test } from "@playwright/test";
import { commonJourneys } from "./journeys";
import { choose, isolated, linked, open, rows, show } from "./playground";

commonJourneys(isolated);

test("memory is shared", async ({ page }) => {
  await open(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test("step through all patches by keyboard", async ({ page }) => {
  const playground = await open(page);
  await choose(playground, "A stub and lazy binding");
  await linked(playground);
  await show(playground, "Relocations");
  await expect(rows(playground)).toHaveCount(7);
  await page.getByRole("grid", { name: "Bytes of the image" }).focus();
  await page.keyboard.press("2");
  await expect(page.getByRole("tab", { name: "Actions" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("3");
  const slider = page.getByRole("slider", { name: "Step through the link" });
  await slider.focus();
  await page.keyboard.press("Home");
  const seen: string[] = [];
  for (let patch = 1; patch <= 7; patch++) {
    await page.keyboard.press("]");
    await expect(playground.card).toContainText(`${patch} of 7`);
    await expect(page.getByText(`Relocation ${patch} of 7: `)).toBeVisible();
    seen.push((await playground.card.getAttribute("aria-label")) ?? "");
  }
  expect(seen.map((label) => label.replace("Relocation ", ""))).toEqual([
    "PAGE21",
    "PAGEOFF12",
    "BRANCH26",
    "BRANCH26",
    "PAGE21",
    "PAGEOFF12",
    "BRANCH26",
  ]);
  await page.keyboard.press("[");
  await expect(playground.card).toContainText("6 of 7");
  expect(playground.complaints).toEqual([]);
});

test("every table has rows, and the theme changes", async ({ page }) => {
  const playground = await open(page);
  await choose(playground, "A thread-local variable");
  await linked(playground);
  for (const tab of ["Symbols", "Relocations", "Layout", "Load commands"]) {
    await show(playground, tab);
    await expect(rows(playground).first()).toBeVisible();
  }
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const command = async (words: string) => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("combobox")).toHaveCount(0);
  };
  await command("theme: light");
  const light = await background();
  await command("theme: dark");
  await expect.poll(background).not.toBe(light);
  expect(playground.complaints).toEqual([]);
});

test("every example links for both CPUs", async ({ page }) => {
  const playground = await open(page);
  await page.getByRole("banner").getByRole("button").first().click();
  const titles = (await page.getByRole("menuitemradio").allInnerTexts()).map((text) => text.split("\n")[0]!.trim());
  await page.keyboard.press("Escape");
  expect(titles.length).toBeGreaterThanOrEqual(6);
  for (const architecture of ["arm64", "x86_64"]) {
    await page.getByRole("group", { name: "Architecture" }).getByText(architecture, { exact: true }).click();
    for (const title of titles) {
      await choose(playground, title);
      await expect(playground.status).toHaveAttribute("data-tone", title.includes("undefined") ? "bad" : "good");
      // Scripts of declaration calls open with nothing selected.
      const isScript = (await page.getByRole("tab", { name: "program.calls" }).count()) > 0;
      if (!title.includes("undefined") && !isScript) await expect(playground.card).toHaveAccessibleName(/^Relocation /);
    }
  }
  expect(playground.complaints).toEqual([]);
});

test("no request leaves the page's own address", async ({ page }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(isolated) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
  });
  await open(page);
  expect(foreign).toEqual([]);
});
