// The store, made by a factory so that tests have their own with a fake client. It asks for a build whenever files or
// options change and takes in what the client reports; everything else happens in the slices.

import { createStore, type StoreApi } from "zustand/vanilla";
import { defaultExample } from "@/gallery/gallery";
import type { LinkClient } from "@/worker/linkClient";
import { defaultBuildOptions } from "@/worker/protocol";
import type { AppState, WantedSubject } from "./appState";
import { createInputsSlice } from "./inputsSlice";
import { afterEvent, createLinkSlice } from "./linkSlice";
import { type Opening, openedExample, type Project } from "./project";
import { createSelectionSlice } from "./selectionSlice";
import type { Storages } from "./storage";
import { createTimelineSlice } from "./timelineSlice";
import { createWorkspaceSlice } from "./workspaceSlice";

export type AppStore = StoreApi<AppState>;

export interface AppStoreHost {
  readonly client: LinkClient;
  readonly storage: Storages;
  /** What to show first; the first example by default. */
  readonly opening?: Opening;
}

const firstOpening: Opening = {
  kind: "example",
  id: defaultExample.id,
  architecture: defaultBuildOptions.architecture,
  view: {},
};

function firstWanted(opening: Opening): WantedSubject | undefined {
  if (opening.view.selection !== undefined) return { kind: "key", key: opening.view.selection };
  if (opening.kind === "project") return undefined;
  const reference = openedExample(opening.id, opening.architecture)?.first;
  return reference && { kind: "reference", reference };
}

export function createAppStore({ client, storage, opening = firstOpening }: AppStoreHost): AppStore {
  const otherwise: Project = { files: [], options: defaultBuildOptions };
  const store = createStore<AppState>()((...slice) => ({
    ...createInputsSlice(opening, otherwise)(...slice),
    ...createLinkSlice(client, storage.browser)(...slice),
    ...createTimelineSlice(opening.view.step)(...slice),
    ...createSelectionSlice(firstWanted(opening))(...slice),
    ...createWorkspaceSlice(opening.view, storage.browser)(...slice),
  }));
  client.subscribe((event) => store.setState((state) => afterEvent(state, event)));
  const build = () => {
    const { files, options } = store.getState();
    client.build(files, options);
  };
  store.subscribe((state, before) => {
    if (state.files !== before.files || state.options !== before.options) build();
  });
  build();
  return store;
}
