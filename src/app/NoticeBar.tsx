import { useAppStore, useStoreApi } from "@/state/storeContext";
import { IconButton } from "@/widgets/Button";
import { Icon } from "@/widgets/Icon";
import styles from "./app.module.css";

/** What happened to the worker or to a link that was opened; stays until dismissed. */
export function NoticeBar() {
  const store = useStoreApi();
  const notice = useAppStore((state) => state.notice);
  return (
    <div role="alert" className={styles.notice} hidden={notice === undefined}>
      <Icon name="warning" />
      <span>{notice}</span>
      <IconButton icon="close" label="Dismiss" onClick={() => store.getState().dismissNotice()} />
    </div>
  );
}
