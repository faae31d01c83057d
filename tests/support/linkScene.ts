// Links assembly text for tests: files in, build and everything a test asks of it out. Same core, no page, no worker.

import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { describePlace } from "@/base/diagnostic";
import type { GlobalIndex, OutputSectionIndex, RelocationIndex } from "@/base/units";
import { libSystem } from "@/gallery/libSystem";
import { relocationTypeName } from "@/inspect/names";
import { attachBuild, type BuildView } from "@/linker/build";
import { link } from "@/linker/link";
import { defaultOptions, type LinkInput, type LinkOptions } from "@/linker/options";
import { writeArchive } from "@/macho/archive";
import { symbolTypes } from "@/macho/constants";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { encoders } from "../asm/encoders";

export interface SceneInput extends Omit<LinkInput, "bytes"> {
  readonly name: string;
  /** Assembly (`.s`) or a text stub (`.tbd`). */
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** An archive of these assembly files. */
  readonly members?: Readonly<Record<string, string>>;
}

export interface Linked {
  readonly view: BuildView;
  /** `code: message (place)` of each diagnostic, errors and warnings. */
  readonly messages: readonly string[];
  readonly errors: readonly string[];
  /** Throws with the errors when there is none. */
  readonly image: Uint8Array;
  global(name: string): GlobalIndex;
  /** Final address of an external name. */
  address(name: string): number;
  /** Relocations of a type (short name: `BRANCH26`) in order of place. */
  relocations(type: string): readonly RelocationIndex[];
}

export function objectOf(architecture: Architecture, name: string, text: string): Uint8Array {
  const { object, diagnostics } = assemble({ name, text, architecture }, encoders);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (object === undefined || errors.length > 0)
    throw new Error(errors.map(({ message, place }) => `${place && describePlace(place)}: ${message}`).join("\n"));
  return object;
}

export const archiveOf = (architecture: Architecture, members: Readonly<Record<string, string>>): Uint8Array =>
  archiveOfObjects(
    Object.entries(members).map(([name, text]) => ({ name, bytes: objectOf(architecture, name, text) })),
  );

/** An archive with its index, as `ar` writes it. */
export const archiveOfObjects = (members: readonly { readonly name: string; readonly bytes: Uint8Array }[]) =>
  writeArchive(members.map(({ name, bytes }) => ({ name, bytes, defines: definedNames(bytes) })));

/** External names an object defines, tentative ones left out, as an archive's index lists them. */
function definedNames(bytes: Uint8Array): string[] {
  const { N_EXT, N_SECT, N_TYPE } = symbolTypes;
  return symbolsOf(readImage(bytes))
    .filter(({ type }) => (type & N_EXT) !== 0 && (type & N_TYPE) === N_SECT)
    .map(({ name }) => name);
}

/** A library of the given names. */
export const stub = (installName: string, names: readonly string[], more = ""): string =>
  `--- !tapi-tbd
tbd-version: 4
targets: [ x86_64-macos, arm64-macos ]
install-name: '${installName}'
exports:
  - targets: [ x86_64-macos, arm64-macos ]
    symbols: [ ${names.join(", ")} ]
${more}...
`;

export const sceneOptions = (architecture: Architecture): LinkOptions => ({
  ...defaultOptions(architecture),
  trace: "all",
});

const system: SceneInput = { name: "libSystem.tbd", text: libSystem };

/** Links the inputs and, unless `options.system` is false, libSystem. */
export function linkScene(
  architecture: Architecture,
  inputs: readonly SceneInput[],
  options: Partial<LinkOptions> & { readonly system?: boolean } = {},
): Linked {
  const { system: withSystem = true, ...linkOptions } = options;
  const all = withSystem ? [...inputs, system] : inputs;
  const linkInputs = all.map(({ text, bytes, members, ...input }): LinkInput => {
    if (bytes !== undefined) return { ...input, bytes };
    if (members !== undefined) return { ...input, bytes: archiveOf(architecture, members) };
    if (input.name.endsWith(".tbd")) return { ...input, bytes: new TextEncoder().encode(text ?? "") };
    return { ...input, bytes: objectOf(architecture, input.name, text ?? "") };
  });
  const handles = link(linkInputs, { ...sceneOptions(architecture), ...linkOptions });
  if (handles === undefined) throw new Error("cancelled");
  const view = attachBuild(handles);
  const texts = view.diagnostics.map(
    ({ code, message, place }) => `${code}: ${message}${place === undefined ? "" : ` (${describePlace(place)})`}`,
  );
  const errors = texts.filter((_, index) => view.diagnostics[index]!.severity === "error");
  const global = (name: string): GlobalIndex => {
    for (const index of view.globals.rows()) if (view.strings.text(view.globals.name[index]) === name) return index;
    throw new Error(`no global ${name}`);
  };
  return {
    view,
    messages: texts,
    errors,
    get image() {
      if (view.image === undefined) throw new Error(texts.join("\n"));
      return view.image;
    },
    global,
    address: (name) => view.globals.address[global(name)],
    relocations: (type) =>
      [...view.relocations.rows()].filter((relocation) =>
        relocationTypeName(view, view.relocations.type[relocation]).endsWith(`_${type}`),
      ),
  };
}

/** `__TEXT,__text` as the build numbers it; throws without one. */
export function sectionNamed({ view }: Linked, name: string): OutputSectionIndex {
  for (const section of view.outputSections.rows()) {
    const { segmentName, sectionName } = view.outputSections;
    if (`${view.strings.text(segmentName[section])},${view.strings.text(sectionName[section])}` === name)
      return section;
  }
  throw new Error(`no section ${name}`);
}

/** Bytes of the image at an address. */
export function bytesAt(linked: Linked, address: number, length: number): Uint8Array {
  const { view, image } = linked;
  for (const section of view.outputSections.rows()) {
    const from = address - view.outputSections.address[section];
    if (from < 0 || from + length > view.outputSections.size[section]) continue;
    const offset = view.outputSections.fileOffset[section] + from;
    return image.subarray(offset, offset + length);
  }
  throw new Error(`no section at 0x${address.toString(16)}`);
}

/** The 64-bit little-endian word at an address. */
export function pointerAt(linked: Linked, address: number): number {
  const bytes = bytesAt(linked, address, 8);
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

/** The error codes of a link, in the order reported. */
export const codesOf = ({ view }: Linked): readonly string[] => view.diagnostics.map(({ code }) => code);
