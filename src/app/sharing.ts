// What leaves the page on request: a link in the clipboard, or a file.

import { unshare } from "@/base/buffers";
import { encodeText } from "@/base/text";
import { download, projectExtension } from "@/panels/sources/openFiles";
import type { ShownBuild } from "@/state/appState";
import type { LinkGrade } from "@/state/permalink/link";
import type { CommandContext } from "./commands";

const remarks: Readonly<Record<LinkGrade, string>> = {
  green: "Link copied",
  amber: "Link copied. It is long; some chats cut such links",
  red: "Link copied. It is very long; send it as a file where you can",
};

/** What packs a project comes when it is asked for. */
const packing = () => import("@/state/permalink/link");

export async function copyShareLink({ store, tell }: CommandContext): Promise<void> {
  const { shareLink } = await packing();
  const link = shareLink(store.getState(), window.location.origin + window.location.pathname);
  if (link.kind === "refused") {
    tell(`${link.reason}. Download the project instead`, "danger");
    return;
  }
  const copied = navigator.clipboard?.writeText(link.url) ?? Promise.reject(new Error("no clipboard"));
  await copied.then(
    () => tell(`${remarks[link.grade]} (${link.length.toLocaleString("en")} characters)`),
    // The browser keeps the clipboard to itself; the address bar has the same link.
    () => {
      window.history.replaceState(null, "", link.url);
      tell("The browser refused the clipboard. The link is in the address bar", "danger");
    },
  );
}

export function downloadImage({ store, tell }: CommandContext): void {
  const view = store.getState().build?.view;
  if (view?.image === undefined) {
    tell("There is no image yet: the sources do not link", "danger");
    return;
  }
  download(view.options.outputName, unshare(view.image));
}

export async function downloadProject({ store }: CommandContext): Promise<void> {
  const { projectText } = await packing();
  const state = store.getState();
  download(`${state.example ?? "project"}${projectExtension}`, encodeText(projectText(state)));
}

export interface ObjectFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
/** The objects that the sources were assembled to. */
export const objectsOf = (build: ShownBuild | undefined): readonly ObjectFile[] =>
  (build?.files ?? []).flatMap(({ name, assembled, object }) =>
    assembled && object !== undefined ? [{ name: `${name.replace(/\.(s|asm)$/i, "")}.o`, bytes: object }] : [],
  );
export const downloadObject = ({ name, bytes }: ObjectFile): void => download(name, unshare(bytes));
