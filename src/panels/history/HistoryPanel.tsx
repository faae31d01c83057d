import { useMemo, useState } from "react";
import { changesBetween, ownerAt } from "@/inspect/flushDifference";
import { historyRows } from "@/inspect/rows/history";
import { selectView } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { Button } from "@/widgets/Button";
import { EmptyState } from "@/widgets/EmptyState";
import { HistoryView } from "./HistoryView";

export function HistoryPanel() {
  const store = useStoreApi();
  const mode = useAppStore((state) => state.options.mode);
  const flushes = useAppStore((state) => state.flushes);
  const script = useAppStore((state) => state.script);
  const shown = useAppStore((state) => state.shownFlush);
  const view = useAppStore(selectView);
  /** The flush compared with; undefined: the one before. */
  const [base, setBase] = useState<number | undefined>(undefined);
  const [row, setRow] = useState<number | undefined>(undefined);
  const rows = useMemo(() => historyRows(flushes, script?.steps), [flushes, script]);
  const flush = flushes.find(({ number }) => number === shown) ?? flushes.at(-1);
  const { setOptions, showFlush, select, showPane } = store.getState();
  const isScript = script !== undefined;
  const from = flush === undefined ? 0 : base !== undefined && base < flush.number ? base : flush.number - 1;
  const to = flush?.number ?? 0;
  const changes = useMemo(() => changesBetween(flushes, from, to), [flushes, from, to]);
  if ((mode !== "incremental" && !isScript) || flush === undefined)
    return (
      <EmptyState title="No edits yet">
        <p>Linked incrementally, the program is kept and follows each edit: this lists what every one changed.</p>
        {mode !== "incremental" && (
          <Button kind="outlined" onClick={() => setOptions({ mode: "incremental" })}>
            Link incrementally
          </Button>
        )}
      </EmptyState>
    );
  const current = rows.findIndex((one) => one.isFlush && one.flush === flush.number);
  const chosen = row !== undefined && rows[row]?.flush === flush.number ? row : current;
  return (
    <HistoryView
      rows={rows}
      isScript={isScript}
      selected={chosen}
      onSelect={(position) => {
        setRow(position);
        showFlush(rows[position]?.flush);
      }}
      flush={flush}
      base={from}
      bases={flushes.filter(({ number }) => number < flush.number).map(({ number }) => number)}
      onBase={setBase}
      changes={changes}
      ownerOf={(offset) => (view === undefined ? "" : ownerAt(view, offset))}
      onBytes={(range) => {
        select({ kind: "bytes", ...range });
        showPane("bytes");
      }}
    />
  );
}
