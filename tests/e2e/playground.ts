// What the journeys share: the page as its visitors name its parts.

import { expect, type Locator, type Page } from "@playwright/test";

/** Served with the isolation headers, and without them. */
export const isolated = "http://localhost:4171/";
export const plain = "http://localhost:4172/";

export interface Playground {
  readonly page: Page;
  readonly status: Locator;
  readonly editor: Locator;
  /** The card of what is selected. */
  readonly card: Locator;
  readonly table: Locator;
  /** Messages of the console that should not be there. */
  readonly complaints: string[];
}

/** Opens the page and waits until it shows a link and the editor. */
export async function open(page: Page, address = isolated): Promise<Playground> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  const playground: Playground = {
    page,
    status: page.getByTestId("link-status"),
    editor: page.locator(".monaco-editor").first(),
    card: page.getByRole("article").first(),
    table: page.getByRole("region", { name: "Tables" }),
    complaints,
  };
  await expect(playground.editor.locator(".view-line").first()).toBeVisible();
  await linked(playground);
  return playground;
}

export const linked = ({ status }: Playground) => expect(status).toHaveAttribute("data-tone", "good");

/** Puts the caret at the end of the first line with the text. */
export async function caretAfter({ editor, page }: Playground, text: string | RegExp): Promise<void> {
  await editor.locator(".view-line", { hasText: text }).first().click();
  await page.keyboard.press("End");
}

/** Chooses an example from the gallery. */
export async function choose({ page }: Playground, title: string): Promise<void> {
  await page.getByRole("banner").getByRole("button").first().click();
  await page.getByRole("menuitemradio", { name: new RegExp(title) }).click();
}

/** Rows of the table that is shown, without its heading. */
export const rows = ({ page, table }: Playground): Locator =>
  table.getByRole("row").filter({ hasNot: page.getByRole("columnheader") });

export async function show({ table }: Playground, tab: string): Promise<void> {
  await table.getByRole("tab", { name: new RegExp(tab) }).click();
}
