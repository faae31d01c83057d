// Files from the visitor's disk: read as text when they are sources or stubs, as bytes otherwise, and never executed or
// sent anywhere.

import type { AppStore } from "@/state/createAppStore";
import { showOpening } from "@/state/showOpening";
import type { FileContents } from "@/worker/protocol";

/** What the page offers to open; anything else is still read, by content. */
export const acceptedFiles = ".s,.S,.asm,.o,.a,.tbd,.dylib,.machoscope";
export const projectExtension = ".machoscope";

const maximumBytes = 512 * 1024 * 1024;
const isText = (name: string) => /\.(s|asm|tbd|txt)$/i.test(name);

async function contentsOf(file: File): Promise<FileContents> {
  if (isText(file.name)) return { kind: "text", text: (await file.text()).replace(/\r\n?/g, "\n") };
  return { kind: "bytes", bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Adds files to the project; a project file replaces it. Returns what could not be opened, as sentences. */
export async function openFiles(store: AppStore, files: readonly File[]): Promise<string[]> {
  const problems: string[] = [];
  for (const file of files) {
    if (file.size > maximumBytes) {
      problems.push(`${file.name} is larger than 512 MiB and was not opened`);
    } else if (file.name.endsWith(projectExtension)) {
      const { openProjectText } = await import("@/state/permalink/link");
      const opened = openProjectText(await file.text());
      if (opened.kind === "ok") showOpening(store, opened.opening);
      else problems.push(`${file.name} is no project file, or is damaged`);
    } else {
      try {
        store.getState().addFile(file.name, await contentsOf(file));
      } catch (error) {
        // A folder, or a file that vanished since it was chosen.
        problems.push(`${file.name} could not be read (${error instanceof Error ? error.message : String(error)})`);
      }
    }
  }
  return problems;
}

/** Offers bytes as a download. Blob refuses shared memory, so the caller hands over a private copy. */
export function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The click only starts the download; the address must live a moment longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
