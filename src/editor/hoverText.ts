// What the editor says about the place under the pointer, as Markdown paragraphs: the meaning of a directive or a
// modifier, and what the line became in the object.

import type { Architecture } from "@/arch/architecture";
import { hex0x, hexBytes } from "@/base/text";
import { relocationTypeName } from "@/inspect/names";
import { targetName } from "@/inspect/subjectKey";
import type { ShownBuild } from "@/state/appState";
import { directiveHelp, modifierHelp } from "./asmHelp";
import { initialState, tokenizeLine } from "./asmTokens";
import type { FileFacts, Statement } from "./lineFacts";

export interface HoverText {
  readonly paragraphs: readonly string[];
  /** Columns, from 1; `to` is after the last one. */
  readonly from: number;
  readonly to: number;
}

const shownBytes = 16;

function becameText(build: ShownBuild, statement: Statement): string {
  const { view } = build;
  const { section, offset, size } = statement;
  const input = view.inputs[view.files.input[view.sections.file[section]]];
  const name = `${view.strings.text(view.sections.segmentName[section])},${view.strings.text(view.sections.sectionName[section])}`;
  const start = view.files.start[view.sections.file[section]] + view.sections.offset[section] + offset;
  const place = `at \`${name}\` + ${hex0x(offset)}`;
  if (input === undefined || view.sections.offset[section] === 0) return `${size} bytes of room ${place}`;
  const bytes = hexBytes(input.subarray(start, start + Math.min(size, shownBytes)));
  return `\`${bytes}${size > shownBytes ? " …" : ""}\` ${place}, ${size} ${size === 1 ? "byte" : "bytes"}`;
}

function holeText(build: ShownBuild, statement: Statement): string[] {
  const { view } = build;
  return statement.relocations.map((relocation) => {
    const type = relocationTypeName(view, view.relocations.type[relocation]);
    return `Leaves a hole: \`${type}\` → \`${targetName(view, relocation)}\``;
  });
}

export function hoverText(
  architecture: Architecture,
  text: string,
  column: number,
  build: ShownBuild | undefined,
  facts: FileFacts | undefined,
  line: number,
): HoverText | undefined {
  const { tokens } = tokenizeLine(text, architecture, initialState);
  const token = tokens.find(({ from, to }) => column - 1 >= from && column - 1 < to);
  if (token === undefined || token.kind === "comment") return undefined;
  const spelling = text.slice(token.from, token.to);
  const help = token.kind === "modifier" ? modifierHelp[spelling.toUpperCase()] : directiveHelp[spelling];
  const paragraphs: string[] = help === undefined ? [] : [`**${spelling}**  \n${help}`];
  if (build !== undefined) {
    for (const statement of facts?.byLine.get(line) ?? [])
      paragraphs.push(becameText(build, statement), ...holeText(build, statement));
  }
  return paragraphs.length === 0 ? undefined : { paragraphs, from: token.from + 1, to: token.to + 1 };
}
