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
