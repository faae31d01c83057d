import type { ProjectFile } from "@/state/appState";

/** Text files that are assembled; library stubs and scripts of calls are not. */
export const isAssembly = ({ name, contents }: ProjectFile): boolean =>
  contents.kind === "text" && !/\.(tbd|calls)$/i.test(name);
