// A dump document as text. Everything comes from the document, so text and JSON cannot disagree.

import { hex0x } from "@/base/text";
import { versionText } from "@/macho/shownFields";
import type { TbdDocument, TbdNames, TbdSymbols } from "@/macho/tbd";
import { append, tableLines, visible } from "../textTable";
import type { DumpDocument } from "./document";
import { imageLines } from "./printImage";

const listed = (title: string, lists: readonly TbdNames[]): string[] =>
  lists.flatMap(({ targets, names }) => [
    `  ${title} (${targets.join(", ")})`,
    ...names.map((name) => `    ${visible(name)}`),
  ]);

/** The lists of one section of exports, in the order of the format. */
const symbolLists = [
  ["symbols", "symbols"],
  ["weakSymbols", "weak symbols"],
  ["threadLocalSymbols", "thread-local symbols"],
  ["objcClasses", "Objective-C classes"],
  ["objcEhTypes", "Objective-C exception types"],
  ["objcIvars", "Objective-C instance variables"],
] as const satisfies readonly (readonly [keyof TbdSymbols, string])[];

const symbolLines = (title: string, lists: readonly TbdSymbols[]): string[] =>
  lists.flatMap((list) =>
    symbolLists
      .filter(([key]) => list[key].length > 0)
      .flatMap(([key, what]) => listed(`${title}: ${what}`, [{ targets: list.targets, names: list[key] }])),
  );

function stubLines(document: TbdDocument): string[] {
  return [
    `Text stub of ${visible(document.installName)}`,
    ...tableLines(
      ["", ""],
      [
        ["tbd version", String(document.version)],
        ["targets", document.targets.join(", ")],
        ["current version", versionText(document.currentVersion)],
        ["compatibility version", versionText(document.compatibilityVersion)],
        ["flags", document.flags.join(", ") || "none"],
      ],
    ),
    ...listed("parent umbrella", document.parentUmbrella),
    ...listed("allowable clients", document.allowableClients),
    ...listed("re-exported libraries", document.reexportedLibraries),
    ...symbolLines("exports", document.exports),
    ...symbolLines("re-exports", document.reexports),
  ];
}

const bytesText = (size: number) => (size === 1 ? "1 byte" : `${size} bytes`);

export function documentLines(document: DumpDocument): string[] {
  const lines: string[] = [];
  const head = (what: string) => `${visible(document.file)}: ${what}, ${bytesText(document.size)}`;
  switch (document.format) {
    case "macho":
      return [head(`${document.image.fileType}, ${document.image.architecture}`), ...imageLines(document.image)];
    case "archive":
      lines.push(head(`archive of ${document.members.length} members`));
      if (document.index !== null) {
        lines.push("", `Index (${document.index.length})`);
        append(
          lines,
          tableLines(
            ["name", "member"],
            document.index.map(({ name, member }) => [name, member]),
          ),
        );
      }
      for (const { contents } of document.members) append(lines, ["", ...documentLines(contents)]);
      return lines;
    case "fat":
      lines.push(head(`universal file of ${document.slices.length} slices`), "");
      append(
        lines,
        tableLines(
          ["architecture", ">subtype", ">offset", ">size"],
          document.slices.map(({ architecture, cpuSubtype, offset, size }) => [
            architecture,
            String(cpuSubtype),
            hex0x(offset),
            hex0x(size),
          ]),
        ),
      );
      for (const { contents } of document.slices) append(lines, ["", ...documentLines(contents)]);
      return lines;
    case "tbd":
      lines.push(head(`text stub of ${document.documents.length} documents`));
      for (const stub of document.documents) append(lines, ["", ...stubLines(stub)]);
      return lines;
    case "other":
      return [head(document.kind)];
    case "damaged":
      return [head("damaged"), ...document.problems.map(({ message }) => `  ${visible(message)}`)];
  }
}
