import { useEffect, useState } from "react";
import type { AppState } from "@/state/appState";
import { selectErrorCount } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { Icon } from "@/widgets/Icon";
import styles from "./toolbar.module.css";

const patience = 250;

/** A link takes a few milliseconds: "linking" is said only when it does not. */
function useSlowLink(phase: AppState["phase"]): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (phase !== "linking" && phase !== "starting") return;
    const timer = window.setTimeout(() => setSlow(true), patience);
    return () => window.clearTimeout(timer);
  }, [phase]);
  return slow;
}

const milliseconds = (time: number): string => (time < 10 ? time.toFixed(1) : time.toFixed(0));
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

interface Status {
  readonly tone: "busy" | "good" | "bad";
  readonly text: string;
  readonly hint: string;
}

function statusOf(state: Pick<AppState, "build" | "latest">, errors: number, slow: boolean): Status {
  const { build, latest } = state;
  if (slow) return { tone: "busy", text: latest === undefined ? "Starting…" : "Linking…", hint: "The worker is busy" };
  if (latest === undefined) return { tone: "busy", text: "Starting…", hint: "The worker is loading" };
  if (latest.view.image !== undefined) {
    const { assemble, link, total } = latest.timing;
    const hint = `Assembled in ${milliseconds(assemble)} ms, linked in ${milliseconds(link)} ms, ${milliseconds(total)} ms in all`;
    return { tone: "good", text: `Linked in ${milliseconds(link)} ms`, hint };
  }
  const older = build === undefined ? "" : ", older result shown";
  const text = errors === 0 ? "No image" : plural(errors, "error");
  return { tone: "bad", text: `${text}${older}`, hint: "Show what is wrong" };
}

export function LinkStatus({ compact }: { readonly compact: boolean }) {
  const store = useStoreApi();
  const build = useAppStore((state) => state.build);
  const latest = useAppStore((state) => state.latest);
  const errors = useAppStore(selectErrorCount);
  const slow = useSlowLink(useAppStore((state) => state.phase));
  const { tone, text, hint } = statusOf({ build, latest }, errors, slow);
  const short = text.replace(/^Linked in /, "").replace(/, older.*$/, "");
  return (
    <button
      type="button"
      className={styles.status}
      data-tone={tone}
      data-tooltip={hint}
      data-testid="link-status"
      onClick={() => {
        store.getState().showTable("problems");
        store.getState().showPane("tables");
      }}
    >
      {tone === "busy" ? (
        <span className={styles.spinner} />
      ) : (
        <Icon name={tone === "good" ? "check" : "error"} size={14} />
      )}
      <span aria-live="polite">
        {compact ? (
          <>
            <span aria-hidden="true">{short}</span>
            <span className="visually-hidden">{text}</span>
          </>
        ) : (
          text
        )}
      </span>
    </button>
  );
}
