// How a link goes, from top to bottom. Order exists only here; a barrier named by `establishes` holds for every
// pass after it.

import type { Pass } from "./context";
import { allocateTentatives } from "./passes/allocateTentatives";
import { applyRelocations } from "./passes/applyRelocations";
import { bindImports } from "./passes/bindImports";
import { buildInputTables } from "./passes/buildInputTables";
import { chooseExports } from "./passes/chooseExports";
import { copyAtoms } from "./passes/copyAtoms";
import { followHints } from "./passes/followHints";
import { listExports } from "./passes/listExports";
import { listFiles } from "./passes/listFiles";
import { listOutputSymbols } from "./passes/listOutputSymbols";
import { loadArchiveMembers } from "./passes/loadArchiveMembers";
import { makeSlots } from "./passes/makeSlots";
import { mapSections } from "./passes/mapSections";
import { mergeCopies } from "./passes/mergeCopies";
import { mergeLiterals } from "./passes/mergeLiterals";
import { placeSections } from "./passes/placeSections";
import { planLinkedit } from "./passes/planLinkedit";
import { pruneFrames } from "./passes/pruneFrames";
import { readInputs } from "./passes/readInputs";
import { readRelocations } from "./passes/readRelocations";
import { readUnwind } from "./passes/readUnwind";
import { recordFixups } from "./passes/recordFixups";
import { requestActions } from "./passes/requestActions";
import { resolveSymbols } from "./passes/resolveSymbols";
import { signImage } from "./passes/signImage";
import { splitAtoms } from "./passes/splitAtoms";
import { stripDeadCode } from "./passes/stripDeadCode";
import { writeChains } from "./passes/writeChains";
import { writeCommands } from "./passes/writeCommands";
import { writeLinkedit } from "./passes/writeLinkedit";
import { writeSynthetic } from "./passes/writeSynthetic";
import { writeUuid } from "./passes/writeUuid";

export const pipeline: readonly Pass[] = [
  readInputs,
  loadArchiveMembers,
  listFiles,
  // No file is added after this: everything below numbers rows by file.
  buildInputTables,
  splitAtoms,
  readRelocations,
  readUnwind,
  // All input rows exist.
  resolveSymbols,
  // Decides what is exported, so it comes before anything that asks whether a name is.
  chooseExports,
  mergeCopies,
  bindImports,
  // Every name has its definition or its library.
  allocateTentatives,
  stripDeadCode,
  // Frames stay with their functions, whether or not others are stripped.
  pruneFrames,
  // Of those that stay: a copy that is dropped must not be the one that stands for the others.
  mergeLiterals,
  // Only what stays may ask for anything.
  requestActions,
  makeSlots,

  // Which sections there are decides how many load commands there are, and so where the first byte of code can be.
  mapSections,
  placeSections,
  // Addresses are final. What dyld must fix, and which names the image shows, follows from them; so does the size of
  // __LINKEDIT, the last thing that was open. From then on the file has its length.
  recordFixups,
  listExports,
  listOutputSymbols,
  planLinkedit,

  copyAtoms,
  writeSynthetic,
  // Needs the instruction words in place: it edits bits inside them.
  applyRelocations,
  // Needs the finished instructions: it reads from them where they lead.
  followHints,

  // Needs the values of all pointers, and takes their place.
  writeChains,
  writeLinkedit,
  writeCommands,
  // A digest of everything above, with its own field still zero.
  writeUuid,
  // Hashes every page, so it comes last.
  signImage,
];
