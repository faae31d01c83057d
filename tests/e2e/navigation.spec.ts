import { expect, test } from "@playwright/test";
import { caretAfter, choose, linked, open } from "./playground";

test("go to a definition in another file, and back through the references", async ({ page }) => {
  const playground = await open(page);
  const { editor } = playground;
  await editor
    .locator(".view-line", { hasText: /^\s*bl\s/ })
    .first()
    .click();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("F12");
  await expect(page.getByRole("tab", { name: /^helper\.s/ })).toHaveAttribute("aria-selected", "true");
  await expect(editor.locator(".view-line", { hasText: "_helper:" })).toBeVisible();
  await page.keyboard.press("Shift+F12");
  await expect(page.locator(".peekview-widget .ref-tree")).toContainText("main.s");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F2");
  await expect(page.locator(".rename-box input")).toBeFocused();
  await page.keyboard.type("_assistant");
  await page.keyboard.press("Enter");
  await expect(editor.locator(".view-line", { hasText: "_assistant:" })).toBeVisible();
  await page.getByRole("tab", { name: /^main\.s/ }).click();
  await expect(editor.locator(".view-line", { hasText: /bl\s+_assistant/ })).toBeVisible();
  await expect(playground.status).toHaveAttribute("data-tone", "good");
  await caretAfter(playground, /^_main:/);
  await page.keyboard.press("Control+Shift+O");
  await expect(page.locator(".quick-input-widget")).toContainText("__TEXT,__text");
  await page.keyboard.press("Escape");
  expect(playground.complaints).toEqual([]);
});

test("go to what no source defines: it is among the symbols", async ({ page }) => {
  const playground = await open(page);
  await choose(playground, "A stub and lazy binding");
  await linked(playground);
  await playground.editor
    .locator(".view-line", { hasText: /bl\s+_puts/ })
    .first()
    .click();
  await page.keyboard.press("End");
  await page.keyboard.press("F12");
  await expect(page.getByRole("tab", { name: "Symbols" })).toHaveAttribute("aria-selected", "true");
  await expect(playground.card).toContainText("_puts");
  expect(playground.complaints).toEqual([]);
});

test("show the bytes of each line, type, and follow them into the image", async ({ page }) => {
  const playground = await open(page);
  const { editor } = playground;
  const margin = page.getByTestId("line-bytes");
  await expect(margin).toBeHidden();
  await editor
    .locator(".view-line", { hasText: /^\s*bl\s/ })
    .first()
    .click();
  await page.keyboard.press("Control+Shift+B");
  const hole = margin.locator('[data-kind="hole"]');
  await expect(hole).toHaveText(["04", "00", "00", "94"]);
  await page.keyboard.press("End");
  await page.keyboard.type("\nnop");
  await expect(hole.first()).toHaveText("05");
  await expect(margin.locator("[data-line]", { hasText: "1f2003d5" })).toBeVisible();
  // What was typed in has no bytes until it is a statement again; the others keep theirs.
  await page.keyboard.type("x");
  await expect(margin.locator("[data-line]", { hasText: "1f2003d5" })).toHaveCount(0);
  await expect(hole.first()).toHaveText("05");
  await page.keyboard.press("Backspace");
  await linked(playground);

  const bytes = page.getByRole("grid", { name: "Bytes of the image" }).locator('[data-column="hex"]');
  const call = bytes.filter({ hasText: "05 00 00 94" }).first();
  const box = await call.boundingBox();
  if (box === null) throw new Error("no bytes");
  const at = ((await call.textContent()) ?? "").indexOf("05 00 00 94");
  await page.mouse.move(box.x + ((at + 1) * box.width) / 23, box.y + 8);
  await expect(margin.locator("[data-line][data-hovered]")).toHaveCount(1);
  await expect(hole.first()).toHaveAttribute("data-hovered", "");
  await expect(editor.locator(".source-hovered-line")).toHaveCount(1);
  await margin.locator("[data-line]", { hasText: "c0035fd6" }).locator("[data-cell]").first().click();
  await expect(playground.card).toHaveAccessibleName(/main\.s:/);
  await hole.nth(1).click();
  await expect(playground.card).toHaveAccessibleName("Relocation BRANCH26");
  await page.reload();
  await expect(margin).toBeVisible();
  expect(playground.complaints).toEqual([]);
});
