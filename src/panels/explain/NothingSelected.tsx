import type { Subject } from "@/inspect/subject";
import { suggestions } from "@/inspect/suggestions";
import type { BuildView } from "@/linker/build";
import styles from "./subject.module.css";

/** Before anything is chosen: what this pane answers, and where to begin. */
export function NothingSelected({
  view,
  onSelect,
}: {
  readonly view: BuildView;
  readonly onSelect: (subject: Subject) => void;
}) {
  return (
    <div className={styles.nothing}>
      <h2>Who put this byte here?</h2>
      <p>
        Choose a byte, a symbol, a relocation or a source line. This pane tells who made it, when, and by what
        arithmetic.
      </p>
      <ul>
        {suggestions(view).map((suggestion) => (
          <li key={suggestion.title}>
            <button type="button" onClick={() => onSelect(suggestion.subject)}>
              <b>{suggestion.title}</b>
              <span>{suggestion.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
