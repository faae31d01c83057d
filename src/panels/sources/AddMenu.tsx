import { useRef } from "react";
import { Menu } from "@/widgets/Menu";
import { acceptedFiles } from "./openFiles";

interface AddMenuProps {
  readonly onNew: (kind: "source" | "stub") => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** The `+` behind the tabs. */
export function AddMenu({ onNew, onFiles }: AddMenuProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu
        label="Add a file"
        icon="add"
        groups={[
          {
            items: [
              { id: "source", title: "Assembly file", run: () => onNew("source") },
              { id: "stub", title: "Library stub (.tbd)", run: () => onNew("stub") },
            ],
          },
          { items: [{ id: "open", title: "Open from disk…", run: () => input.current?.click() }] },
        ]}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={acceptedFiles}
        data-testid="open-files"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}
