// Journeys that must hold with shared memory and without it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { drop, largeProgram } from "./largeProgram";
import { caretAfter, choose, linked, open, rows, show } from "./playground";

export function commonJourneys(address: string): void {
  test("edit the program and see the patch change", async ({ page }) => {
    const playground = await open(page, address);
    await show(playground, "Relocations");
    await expect(rows(playground)).toHaveCount(1);
    await expect(rows(playground).first()).toContainText("BRANCH26");
    await expect(rows(playground).first()).toContainText(/→ *04 *00 *00 *94/);
    await expect(playground.card).toHaveAccessibleName("Relocation BRANCH26");
    await caretAfter(playground, /^\s*bl\s/);
    await page.keyboard.type("\nnop");
    await expect(rows(playground).first()).toContainText(/→ *05 *00 *00 *94/);
    await page.keyboard.type("\nnop");
    await expect(rows(playground).first()).toContainText(/→ *06 *00 *00 *94/);
    await rows(playground).first().click();
    await expect(playground.card.getByRole("img", { name: /^After: 06/ })).toBeVisible();
    await expect(page.getByRole("grid", { name: "Bytes of the image" })).toContainText("06 00 00 94");
    expect(playground.complaints).toEqual([]);
  });

  test("link incrementally: the page says what an edit changed, and steps back", async ({ page }) => {
    const playground = await open(page, address);
    await page.getByRole("group", { name: "Placement" }).getByText("Incremental").click();
    const bar = page.getByTestId("flush-bar");
    await expect(bar).toContainText("_main and _helper got their places");
    await show(playground, "Relocations");
    await expect(rows(playground).first()).toContainText(/→ *07 *00 *00 *94/);
    await caretAfter(playground, /w0,\s#20/);
    await page.keyboard.press("Backspace");
    await page.keyboard.type("1");
    await expect(bar).toContainText(/byte.* of _main rewritten in place, .* nothing moved/);
    await page.keyboard.type("\nnop");
    await expect(bar).toContainText(/_main/);
    await expect(rows(playground)).toHaveCount(1);
    await bar.getByRole("button", { name: "The edit before" }).click();
    await expect(bar.getByRole("button", { name: "The edit after" })).toBeEnabled();
    await show(playground, "Layout");
    await expect(page.getByRole("grid", { name: "Sections of the image" })).toContainText("__TEXT1,__text");
    await page.getByRole("group", { name: "Placement" }).getByText("Packed").click();
    await expect(bar).toHaveCount(0);
    await expect(page.getByRole("grid", { name: "Sections of the image" })).toContainText("__TEXT,__text");
    expect(playground.complaints).toEqual([]);
  });

  test("run a script of declaration calls, flush by flush, and compare its flushes", async ({ page }) => {
    const playground = await open(page, address);
    await choose(playground, "Within its room and beyond");
    await linked(playground);
    await show(playground, "History");
    const detail = page.getByRole("region", { name: /^Flush / });
    await expect(detail.getByRole("heading")).toHaveText("Flush 3");
    await expect(detail.getByRole("img", { name: /^first moved from 0x/ })).toBeVisible();
    await rows(playground).filter({ hasText: "flush" }).first().click();
    await expect(detail.getByRole("heading")).toHaveText("Flush 1");
    await expect(detail).toContainText("The image is new");
    await page.keyboard.press("End");
    await expect(detail.getByRole("heading")).toHaveText("Flush 3");
    await detail.getByRole("combobox").selectOption({ label: "flush 1" });
    await expect(detail.getByRole("row").nth(1)).toContainText("LC_SEGMENT_64");
    expect(playground.complaints).toEqual([]);
  });

  test("type beside a large program that was dropped as objects", async ({ page }) => {
    const playground = await open(page, address);
    await page.getByRole("group", { name: "Placement" }).getByText("Incremental").click();
    const count = 10_000;
    const relocations = (more: number) => (4 * count + 1 + more).toLocaleString("en");
    await drop(page, largeProgram(count));
    const bar = page.getByTestId("flush-bar");
    await expect(bar).toContainText(`${(2 * count - 1).toLocaleString("en")} more`, { timeout: 30_000 });
    await page.getByRole("tab", { name: /^main\.s/ }).click();
    await caretAfter(playground, /w0,\s#20/);
    await page.keyboard.press("Backspace");
    await page.keyboard.type("7");
    await expect(bar).toContainText(`_main rewritten in place, none of ${relocations(0)} relocations patched again`);
    await expect(bar).toContainText("nothing moved");
    await page.keyboard.type("\nbl _f9999");
    await expect(bar).toContainText(`of ${relocations(1)} relocations patched`);
    await show(playground, "Relocations");
    await page.getByRole("textbox", { name: "Filter" }).fill("main.s");
    await expect(rows(playground)).toHaveCount(2);
    await expect(rows(playground).last()).toContainText("_helper");
    expect(playground.complaints).toEqual([]);
  });

  test("break the code, keep the older result, mend it", async ({ page }) => {
    const playground = await open(page, address);
    const grid = page.getByRole("grid", { name: "Bytes of the image" });
    await caretAfter(playground, "_helper");
    await page.keyboard.type("\nbogus x0");
    await expect(playground.status).toHaveAttribute("data-tone", "bad");
    await expect(playground.status).toContainText("1 error");
    await expect(playground.editor.locator(".squiggly-error")).toBeVisible();
    await expect(page.getByText("older than the sources").first()).toBeVisible();
    await expect(grid).toContainText("04 00 00 94");
    await show(playground, "Problems");
    await expect(rows(playground).first()).toContainText("unknown instruction 'bogus'");
    await expect(rows(playground).first()).toContainText("main.s:");
    await playground.editor.locator(".view-line", { hasText: "bogus" }).click();
    await page.keyboard.press("End");
    for (let i = 0; i < "bogus x0".length; i++) await page.keyboard.press("Backspace");
    await page.keyboard.type("nop");
    await linked(playground);
    await expect(playground.editor.locator(".squiggly-error")).toHaveCount(0);
    await expect(page.getByText("older than the sources")).toHaveCount(0);
  });

  test("share and reopen: files, options and selection", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const playground = await open(page, address);
    await choose(playground, "A stub and lazy binding");
    await linked(playground);
    await page.getByRole("group", { name: "Architecture" }).getByText("x86_64").click();
    await linked(playground);
    await caretAfter(playground, "_again");
    await page.keyboard.type("\n nop ## mine");
    await show(playground, "Relocations");
    // The build for the other CPU, whose tools come over the network.
    await expect(rows(playground).filter({ hasText: "SIGNED" }).first()).toBeVisible();
    await rows(playground).filter({ hasText: "_second" }).first().click();
    const title = await playground.card.getAttribute("aria-label");
    const card = await playground.card.getByRole("navigation", { name: "From where to what" }).innerText();
    await page.getByRole("button", { name: "Share" }).click();
    await expect(page.getByText(/Link copied/)).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link.startsWith(address)).toBe(true);

    const other = await context.newPage();
    const reopened = await open(other, link);
    await expect(other.getByRole("radio", { name: "x86_64" })).toBeChecked();
    await expect(other.getByRole("tab", { name: "again.s" })).toBeVisible();
    await expect(reopened.card).toHaveAttribute("aria-label", title ?? "");
    expect(await reopened.card.getByRole("navigation", { name: "From where to what" }).innerText()).toBe(card);
    await other.getByRole("tab", { name: "main.s" }).click();
    await expect(reopened.editor.locator(".view-line", { hasText: "mine" })).toBeVisible();
    expect(reopened.complaints).toEqual([]);
  });

  test("drop an object that clang made", async ({ page }) => {
    const playground = await open(page, address);
    await caretAfter(playground, "_helper");
    await page.keyboard.type("\nbl _sum_table");
    await expect(playground.status).toContainText("1 error");
    const bytes = readFileSync(join(import.meta.dirname, "fixtures/sumTable.o"));
    const transfer = await page.evaluateHandle(
      (content) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(content)], "sumTable.o"));
        return data;
      },
      [...bytes],
    );
    for (const type of ["dragenter", "dragover", "drop"])
      await page.locator("body").dispatchEvent(type, { dataTransfer: transfer });
    await linked(playground);
    await expect(page.getByRole("tab", { name: "sumTable.o" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Summary of sumTable.o" })).toBeVisible();
    await show(playground, "Relocations");
    await rows(playground).filter({ hasText: "sumTable.o" }).first().click();
    await expect(playground.card).toHaveAccessibleName(/^Relocation PAGE21/);
    expect(playground.complaints).toEqual([]);
  });
}
