import { expect, test } from "@playwright/test";
import { caretAfter, open } from "./playground";

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
