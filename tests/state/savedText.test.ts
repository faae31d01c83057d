import { expect, it } from "vitest";
import { hasSavedText, savedKey } from "@/state/savedText";
import { memoryStorage } from "@/state/storage";

it("looks into the tab and into the browser", () => {
  const [tab, browser] = [memoryStorage(), memoryStorage()];
  expect(hasSavedText({ tab, browser })).toBe(false);
  browser.write(savedKey, "v1.x");
  expect(hasSavedText({ tab, browser })).toBe(true);
  browser.write(savedKey, "");
  expect(hasSavedText({ tab, browser })).toBe(false);
});
