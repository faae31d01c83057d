import { useCallback, useDeferredValue, useState } from "react";
import type { SortOrder } from "./VirtualTable";

/** What a visitor typed and clicked over a table. The filter in force follows the typed one when there is time. */
export function useRowQuery<Column extends string>() {
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState<SortOrder<Column> | undefined>(undefined);
  const onSort = useCallback(
    (column: Column) =>
      setSort((old) => {
        if (old?.column !== column) return { column, descending: false };
        return old.descending ? undefined : { column, descending: true };
      }),
    [],
  );
  return { filter, setFilter, applied: useDeferredValue(filter), sort, onSort };
}

/** Which rows are open, by any number that names them. */
export function useExpanded(start: readonly number[] = []) {
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(() => new Set(start));
  const toggle = useCallback(
    (id: number) =>
      setExpanded((old) => {
        const next = new Set(old);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  return { expanded, toggle };
}
