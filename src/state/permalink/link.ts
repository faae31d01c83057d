// What a link says, in the page's terms. An example that nobody changed is named in readable query keys,
// `?ex=got-load&arch=x86_64&sel=…`; anything else is a project in the fragment, which no server ever sees.

import { architectures } from "@/arch/architecture";
import { exampleOf } from "@/gallery/gallery";
import type { AppState } from "../appState";
import type { Opening, Project, ViewState } from "../project";
import { byteModes, tableIds } from "../workspaceSlice";
import { linkCap, pack, unpack } from "./codec";
import { decodeProject, encodeProject, projectCaps } from "./project";

/** How widely a link of a length travels: chats cut at 2,000, many forms and servers at 8,100. */
export const linkLimits = { green: 2_000, amber: 8_100, red: 32 * 1024 } as const;
export type LinkGrade = keyof typeof linkLimits;

export type ShareLink =
  | { readonly kind: "link"; readonly url: string; readonly length: number; readonly grade: LinkGrade }
  /** Offer the project as a file instead. */
  | { readonly kind: "refused"; readonly reason: string };

export type OpenedLink =
  | { readonly kind: "none" }
  | { readonly kind: "ok"; readonly opening: Opening }
  | { readonly kind: "corrupt"; readonly message: string }
  | { readonly kind: "too-large"; readonly message: string };

const defaultTable = "relocations";
const defaultByteMode = "hex";

/** What differs from how the project opens. */
export function viewOf(state: AppState): ViewState {
  const file = state.files.findIndex(({ id }) => id === state.activeFile);
  return {
    ...(state.wanted?.kind === "key" ? { selection: state.wanted.key } : {}),
    ...(state.table === defaultTable ? {} : { table: state.table }),
    ...(state.byteMode === defaultByteMode ? {} : { byteMode: state.byteMode }),
    ...(state.step === undefined ? {} : { step: state.step }),
    ...(file > 0 ? { file } : {}),
  };
}

export const projectOf = ({ files, options, example }: AppState): Project => ({
  files: files.map(({ name, contents }) => ({ name, contents })),
  options,
  ...(example === undefined ? {} : { example }),
});

/** Escapes what a query may not hold, and leaves readable what it may. */
const queryText = (text: string): string =>
  encodeURIComponent(text).replace(/%(3A|2C|40|2F)/g, (escaped) => decodeURIComponent(escaped));

function exampleQuery(id: string, architecture: string, view: ViewState): string {
  const pairs: (readonly [string, string | number | undefined])[] = [
    ["ex", id],
    ["arch", architecture],
    ["sel", view.selection],
    ["table", view.table],
    ["bytes", view.byteMode],
    ["step", view.step],
    ["file", view.file],
  ];
  return `?${pairs
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${queryText(String(value))}`)
    .join("&")}`;
}

const graded = (url: string): ShareLink => {
  const { length } = url;
  if (length <= linkLimits.green) return { kind: "link", url, length, grade: "green" };
  if (length <= linkLimits.amber) return { kind: "link", url, length, grade: "amber" };
  if (length <= linkLimits.red) return { kind: "link", url, length, grade: "red" };
  return {
    kind: "refused",
    reason: `The link would have ${length.toLocaleString("en")} characters; browsers and chats cut such links`,
  };
};

/** `base` is the page's address without query and fragment. */
export function shareLink(state: AppState, base: string): ShareLink {
  const view = viewOf(state);
  if (state.example !== undefined && !state.modified)
    return graded(base + exampleQuery(state.example, state.options.architecture, view));
  if (state.files.length > projectCaps.files)
    return { kind: "refused", reason: `A link holds at most ${projectCaps.files} files` };
  const plain = encodeProject(projectOf(state), view);
  if (plain.length > linkCap) {
    const binary = state.files.find(({ contents }) => contents.kind === "bytes" && contents.bytes.length > linkCap / 4);
    const culprit = binary === undefined ? "The project is" : `${binary.name} is`;
    return { kind: "refused", reason: `${culprit} too large for a link (at most ${linkCap / 1024} KiB in all)` };
  }
  return graded(`${base}#${pack(plain)}`);
}

function queryOpening(search: string): OpenedLink {
  const query = new URLSearchParams(search);
  const id = query.get("ex");
  if (id === null) return { kind: "none" };
  if (exampleOf(id) === undefined) return { kind: "corrupt", message: `There is no example “${id.slice(0, 40)}”` };
  const table = tableIds.find((known) => known === query.get("table"));
  const byteMode = byteModes.find((known) => known === query.get("bytes"));
  const count = (key: string) => (/^\d{1,9}$/.test(query.get(key) ?? "") ? Number(query.get(key)) : undefined);
  const [selection, step, file] = [query.get("sel") ?? undefined, count("step"), count("file")];
  const view: ViewState = {
    ...(selection === undefined ? {} : { selection }),
    ...(table === undefined ? {} : { table }),
    ...(byteMode === undefined ? {} : { byteMode }),
    ...(step === undefined ? {} : { step }),
    ...(file === undefined ? {} : { file }),
  };
  const architecture = architectures.find((known) => known === query.get("arch")) ?? "arm64";
  return { kind: "ok", opening: { kind: "example", id, architecture, view } };
}

/** Packed project text, of a fragment or a project file. */
function packedOpening(text: string, cap: number): OpenedLink {
  const unpacked = unpack(text, cap);
  if (unpacked.kind === "none") return unpacked;
  if (unpacked.kind === "too-large")
    return { kind: "too-large", message: "The link holds more than a page accepts, and was not opened" };
  const decoded = unpacked.kind === "ok" ? decodeProject(unpacked.bytes) : undefined;
  if (decoded === undefined)
    return { kind: "corrupt", message: "The link is damaged (a character is missing or changed), and was not opened" };
  return { kind: "ok", opening: { kind: "project", ...decoded } };
}

/** A fragment counts before a query: it holds the work itself. */
export function openLink(address: { readonly search: string; readonly hash: string }): OpenedLink {
  const packed = packedOpening(address.hash, linkCap);
  return packed.kind === "none" ? queryOpening(address.search) : packed;
}

/** Project files and autosaves: the same text with room for dropped objects. */
export const fileCap = 1 << 26;
export const projectText = (state: AppState): string => pack(encodeProject(projectOf(state), viewOf(state)));
export const openProjectText = (text: string): OpenedLink => packedOpening(text.trim(), fileCap);
