// The sections that the linker makes itself. A list, not a hierarchy: each entry stands for itself.

import { got } from "./got";
import { initOffsets } from "./initOffsets";
import { lazyPointers } from "./lazyPointers";
import { stubHelper } from "./stubHelper";
import { stubs } from "./stubs";
import type { SyntheticSection } from "./syntheticSection";
import { threadPointers } from "./threadPointers";
import { unwindInfo } from "./unwindInfo";

export const syntheticSections: readonly SyntheticSection[] = [
  stubs,
  stubHelper,
  initOffsets,
  got,
  lazyPointers,
  threadPointers,
  unwindInfo,
];
