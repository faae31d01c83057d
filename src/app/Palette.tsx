import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Chip } from "@/widgets/Chip";
import { Dialog } from "@/widgets/Dialog";
import { Icon } from "@/widgets/Icon";
import type { CommandContext } from "./commands";
import styles from "./dialogs.module.css";
import { shortcutOf } from "./keys";
import { type PaletteEntry, paletteEntries } from "./paletteEntries";

const kinds = { command: "Command", file: "File", symbol: "Symbol", name: "Source" } as const;

function choose(entry: PaletteEntry, context: CommandContext): void {
  const { select, activateFile, showPane } = context.store.getState();
  if (entry.kind === "command") entry.command.run(context);
  else if (entry.kind === "file") {
    activateFile(entry.id);
    showPane("sources");
  } else {
    if (entry.kind === "name") {
      activateFile(entry.file);
      showPane("sources");
    }
    select(entry.subject);
  }
}

/** A combobox over a list: the field keeps the focus, the list says which entry is active. */
export function Palette({ context, onClose }: { readonly context: CommandContext; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => paletteEntries(context.store.getState(), text), [context, text]);
  const run = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    onClose();
    choose(entry, context);
  };
  const moveWithKeys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") run(entries[active]);
    if (step === undefined || entries.length === 0) return;
    event.preventDefault();
    const next = (active + step + entries.length) % entries.length;
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title="Find a command, a symbol or a file" bare onClose={onClose}>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={entries[active] && `palette-${active}`}
          aria-label="Find a command, a symbol or a file"
          placeholder="Find a command, a symbol or a file"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={moveWithKeys}
        />
        <kbd>Esc</kbd>
      </div>
      <div ref={list} id="palette-list" className={styles.list} role="listbox" aria-label="Found">
        {entries.map((entry, index) => (
          // Keys are handled by the field.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={`${entry.kind} ${entry.id}`}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.entry}
            onPointerMove={() => setActive(index)}
            onClick={() => run(entry)}
          >
            <span className={entry.kind === "command" ? styles.title : styles.code}>{entry.title}</span>
            {"detail" in entry && <span className={styles.detail}>{entry.detail}</span>}
            {entry.kind === "command" && entry.command.keys !== undefined ? (
              <kbd>{shortcutOf(entry.command)}</kbd>
            ) : (
              <Chip>{entry.kind === "command" ? entry.command.group : kinds[entry.kind]}</Chip>
            )}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className={styles.none}>Nothing by that name.</p>}
    </Dialog>
  );
}
