// The examples in the order of the menu; the first one is what a visitor sees.

import type { Example } from "./example";
import { declarationCalls } from "./examples/declarationCalls";
import { gotLoad } from "./examples/gotLoad";
import { jumpTable } from "./examples/jumpTable";
import { lazyBinding } from "./examples/lazyBinding";
import { pointersInData } from "./examples/pointersInData";
import { roomToGrow } from "./examples/roomToGrow";
import { stringsAcrossPages } from "./examples/stringsAcrossPages";
import { threadLocal } from "./examples/threadLocal";
import { twoObjects } from "./examples/twoObjects";
import { undefinedSymbol } from "./examples/undefinedSymbol";
import { weakAndCommon } from "./examples/weakAndCommon";

export const defaultExample: Example = twoObjects;

export const gallery: readonly Example[] = [
  twoObjects,
  undefinedSymbol,
  stringsAcrossPages,
  gotLoad,
  lazyBinding,
  pointersInData,
  weakAndCommon,
  threadLocal,
  jumpTable,
  roomToGrow,
  ...declarationCalls,
];

/** Those whose files are assembled, and not scripts of declaration calls. */
export const assembledExamples = gallery.filter(({ files }) => files.arm64.every(({ name }) => name.endsWith(".s")));

export const exampleOf = (id: string): Example | undefined => gallery.find((example) => example.id === id);
