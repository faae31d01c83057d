import { useMemo, useState } from "react";
import { encodeText } from "@/base/text";
import type { ProjectFile } from "@/state/appState";
import { EmptyState } from "@/widgets/EmptyState";
import { FilterField } from "@/widgets/FilterField";
import { Popover } from "@/widgets/Popover";
import { type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import type { FileId } from "@/worker/protocol";
import { kindOf } from "./binarySummary";
import styles from "./sources.module.css";

type Column = "name" | "kind" | "size";

const columns: readonly TableColumn<Column>[] = [
  { id: "name", title: "File", width: "minmax(120px, 1fr)", code: true },
  { id: "kind", title: "What it is", width: "132px" },
  { id: "size", title: "Bytes", width: "72px", align: "end", code: true },
];

function cellOf({ name, contents }: ProjectFile, column: Column): string {
  if (column === "name") return name;
  const bytes = contents.kind === "text" ? encodeText(contents.text) : contents.bytes;
  return column === "size" ? bytes.length.toLocaleString("en") : kindOf(bytes);
}

interface AllFilesProps {
  readonly files: readonly ProjectFile[];
  readonly activeFile: FileId | undefined;
  readonly onActivate: (id: FileId) => void;
}

function FileList({ files, activeFile, onActivate, onClose }: AllFilesProps & { readonly onClose: () => void }) {
  const [filter, setFilter] = useState("");
  const found = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return files.filter(({ name }) => name.toLowerCase().includes(wanted));
  }, [files, filter]);
  const position = found.findIndex(({ id }) => id === activeFile);
  return (
    <div className={styles.allFiles}>
      <FilterField label="Filter files" value={filter} onChange={setFilter} />
      <VirtualTable
        label="All files of the project"
        columns={columns}
        count={found.length}
        cell={(at, column) => found[at] && cellOf(found[at], column)}
        selected={position === -1 ? undefined : position}
        onSelect={(at) => found[at] && onActivate(found[at].id)}
        onOpen={onClose}
        empty={<EmptyState title="No such file">No file of the project has this in its name.</EmptyState>}
      />
    </div>
  );
}

/** Where files are found that have no tab. */
export function AllFiles(props: AllFilesProps) {
  return (
    <Popover
      label="All files of the project"
      title={`${props.files.length.toLocaleString("en")} files`}
      hint="Those that have no tab, too"
    >
      {(close) => <FileList {...props} onClose={close} />}
    </Popover>
  );
}
