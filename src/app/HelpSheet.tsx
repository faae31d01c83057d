import { Dialog } from "@/widgets/Dialog";
import { commands } from "./commands";
import styles from "./dialogs.module.css";
import { showKeys } from "./keys";

const groups = ["Film", "Views", "Project", "Page"] as const;
const titles: Readonly<Record<(typeof groups)[number], string>> = {
  Film: "The link as a film",
  Views: "What is shown",
  Project: "The project",
  Page: "The page",
};

/** Keys of the editor, as it names them itself. */
const inEditor = [
  [showKeys("f12"), "To the definition of the symbol under the cursor, in whichever file it is"],
  [showKeys("shift+f12"), "All references to it"],
  ["Ctrl+Space", "What may stand here: mnemonics, registers, directives, names"],
  [showKeys("f2"), "Another name for it, everywhere"],
  [showKeys("mod+shift+o"), "The file's sections and symbols"],
] satisfies readonly (readonly [string, string])[];

/** Keys of the widgets themselves, which are no commands. */
const elsewhere = [
  ["↑ ↓", "Move through a table or the bytes"],
  ["Home End", "To the first and last row; in the strip, to the start and end of the link"],
  ["Enter", "Open a row, or go to its place"],
  ["→ ←", "Open and close a row with others below it"],
] as const;

function KeyList({ title, keys }: { readonly title: string; readonly keys: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([names, meaning]) => (
          <div key={names}>
            <dt>{meaning}</dt>
            <dd>
              {names.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className={styles.help}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{titles[group]}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group && command.keys !== undefined)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{command.title}</dt>
                    <dd>
                      {command.keys?.map((keys) => (
                        <kbd key={keys}>{showKeys(keys)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <KeyList title="In the editor" keys={inEditor} />
        <KeyList title="In tables and lists" keys={elsewhere} />
        <p className={styles.note}>
          Everything runs in this page: files are assembled and linked here, and nothing is sent anywhere.
        </p>
      </div>
    </Dialog>
  );
}
