// How a link goes, from top to bottom. Order exists only here; a barrier named by `establishes` holds for every
// pass after it.

import type { Pass } from "./context";

export const pipeline: readonly Pass[] = [];
