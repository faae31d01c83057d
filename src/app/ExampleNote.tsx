import { exampleOf } from "@/gallery/gallery";
import { useAppStore } from "@/state/storeContext";
import { Icon } from "@/widgets/Icon";
import styles from "./app.module.css";

/** What is worth noticing about the example, below its sources. */
export function ExampleNote({ open }: { readonly open: boolean }) {
  const id = useAppStore((state) => state.example);
  const example = id === undefined ? undefined : exampleOf(id);
  if (example === undefined) return null;
  return (
    <details key={example.id} className={styles.note} open={open}>
      <summary>
        <Icon name="chevronRight" size={12} />
        What to notice
      </summary>
      <p>{example.notice}</p>
    </details>
  );
}
