// Journeys through what the editor offers and explains.

import { expect, test } from "@playwright/test";
import { caretAfter, choose, linked, open, rows, show } from "./playground";

test("write a call by completion alone, and link it", async ({ page }) => {
  const playground = await open(page);
  const suggestions = page.locator(".suggest-widget");
  const offered = suggestions.locator(".monaco-list-row");
  await caretAfter(playground, /^\s*bl\s/);
  await page.keyboard.type("\nadr");
  await expect(offered.filter({ hasText: "adrp" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type(" x0, _hel");
  await expect(offered.filter({ hasText: "in helper.s" })).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.type("@");
  await expect(offered.filter({ hasText: "ARM64_RELOC_PAGE21" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(suggestions).toBeHidden();
  await expect(playground.editor.getByText("_helper@PAGE")).toBeVisible();
  await linked(playground);
  await show(playground, "Relocations");
  await expect(rows(playground).filter({ hasText: "PAGE21" })).toHaveCount(1);
  expect(playground.complaints).toEqual([]);
});

test("type on without taking what was not meant", async ({ page }) => {
  const playground = await open(page);
  const suggestions = page.locator(".suggest-widget");
  await caretAfter(playground, /^\s*ret$/);
  // A complete mnemonic and Enter, a new label, a comment: all as typed.
  await page.keyboard.type("\nnop\nLnew:\n// add to\nret");
  // On a busy machine they come later than the key that sends them away.
  const sendAway = () =>
    expect(async () => {
      await page.keyboard.press("Escape");
      await expect(suggestions).toBeHidden({ timeout: 1000 });
    }).toPass();
  await sendAway();
  const lines = playground.editor.locator(".view-line");
  for (const text of ["nop", "Lnew:", "// add to"]) await expect(lines.filter({ hasText: text }).last()).toBeVisible();
  await linked(playground);
  await page.keyboard.press("Control+Space");
  await sendAway();
  expect(playground.complaints).toEqual([]);
});

test("see an instruction's fields and its relocation under the pointer", async ({ page }) => {
  const playground = await open(page);
  const hover = page.locator(".monaco-hover:visible").first();
  const line = playground.editor.locator(".view-line", { hasText: /^\s*bl\s/ }).first();
  const point = async (text: string) => {
    await page.mouse.move(1200, 700);
    const box = await line.locator("span span", { hasText: text }).first().boundingBox();
    if (box === null) throw new Error(`no ${text}`);
    await page.mouse.move(box.x + box.width - 7, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width - 6, box.y + box.height / 2);
  };
  await point("bl");
  await expect(hover).toContainText("calls: jumps and keeps the way back");
  await expect(hover).toContainText("100101");
  await expect(hover).toContainText("ARM64_RELOC_BRANCH26 → _helper");
  await point("_helper");
  await expect(hover).toContainText("Defined in helper.s");
  await expect(hover).toContainText(/00 00 00 94.*became.*04 00 00 94/);
  await page.mouse.move(1200, 700);
  await expect(page.locator(".monaco-hover:visible")).toHaveCount(0);
  await choose(playground, "A stub and lazy binding");
  await linked(playground);
  expect(playground.complaints).toEqual([]);
});
