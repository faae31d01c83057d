import { useAppStore } from "@/state/storeContext";
import styles from "./toolbar.module.css";

const texts = {
  shared: "Shared memory: the page reads what the worker wrote, without copies",
  copied: "Copied memory: the page is not cross-origin isolated, so results are handed over. Everything works the same",
} as const;

/** How results come from the worker: the one thing that differs between hosts. */
export function TransportMark() {
  const transport = useAppStore((state) => state.transport);
  return (
    <span className={styles.transport} data-transport={transport} data-tooltip={texts[transport]}>
      <span aria-hidden="true" />
      {transport}
      <span className="visually-hidden">memory</span>
    </span>
  );
}
