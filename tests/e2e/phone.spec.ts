import { expect, test } from "@playwright/test";
import { isolated } from "./playground";

test.use({ viewport: { width: 390, height: 844 } });

test("all panes can be reached on a phone, and nothing is wider than it", async ({ page }) => {
  await page.goto(isolated);
  await expect(page.getByTestId("link-status")).toHaveAttribute("data-tone", "good");
  const panes = page.getByRole("navigation", { name: "Panes" });
  for (const pane of ["Bytes", "Explain", "Tables", "Sources"]) {
    await panes.getByText(pane).click();
    await expect(page.getByRole("region", { name: pane }).first()).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});

test("a phone shows the bytes of each line, too", async ({ page }) => {
  await page.goto(isolated);
  await expect(page.getByTestId("link-status")).toHaveAttribute("data-tone", "good");
  await page.getByRole("button", { name: /^Link options/ }).click();
  await page.getByRole("checkbox", { name: /Bytes beside the lines/ }).check();
  await page.keyboard.press("Escape");
  const editor = page.getByTestId("source-editor");
  await expect(editor.locator('[data-kind="hole"]')).toHaveText(["04", "00", "00", "94"]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
