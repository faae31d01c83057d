// Under which name saved work lies in a storage.

import type { Storages } from "./storage";

export const savedKey = "machoscope.project";

/** Whether there is something that may be opened. */
export const hasSavedText = ({ tab, browser }: Storages): boolean =>
  Boolean(tab.read(savedKey)) || Boolean(browser.read(savedKey));
