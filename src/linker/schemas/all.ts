// Every table of a link by name: what passes declare to read and write, and what a published build hands over.

import type { AnySchema } from "@/tables/table";
import { globals, requests, slots } from "./globals";
import {
  events,
  exportsTable,
  fixups,
  hints,
  loadCommands,
  outputSections,
  outputSymbols,
  patches,
  placements,
  segments,
  writes,
} from "./image";
import { atoms, files, relocations, sections, symbols, unwindRecords } from "./inputs";

export const schemas = {
  files,
  sections,
  symbols,
  atoms,
  relocations,
  unwindRecords,
  globals,
  requests,
  slots,
  segments,
  outputSections,
  placements,
  fixups,
  outputSymbols,
  exports: exportsTable,
  loadCommands,
  patches,
  hints,
  writes,
  events,
} as const;

export type Schemas = typeof schemas;
export type TableName = keyof Schemas;
export const tableNames = Object.keys(schemas) as readonly TableName[];

/** The schema by name when which one does not matter to the types. */
export const schemaOf = (name: TableName): AnySchema => schemas[name];
