// Without cross-origin isolation there is no shared memory: the same page over transferred buffers.

import { expect, test } from "@playwright/test";
import { commonJourneys } from "./journeys";
import { open, plain } from "./playground";

commonJourneys(plain);

test("memory is not shared", async ({ page }) => {
  await open(page, plain);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
});
