import { Fragment } from "react";
import type { FileOffset } from "@/base/units";
import type { Crumb } from "@/inspect/provenance";
import { ownerOf } from "@/inspect/provenance";
import type { SourceFile } from "@/inspect/sources";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import styles from "./bytes.module.css";

interface OwnerBarProps {
  readonly view: BuildView;
  readonly sources: readonly SourceFile[];
  readonly offset: FileOffset | undefined;
  readonly onSelect: (subject: Subject) => void;
}

function CrumbText({ crumb, onSelect }: { readonly crumb: Crumb; readonly onSelect: (subject: Subject) => void }) {
  const { subject } = crumb;
  if (subject === undefined) return <span>{crumb.text}</span>;
  return (
    <button type="button" onClick={() => onSelect(subject)}>
      {crumb.text}
    </button>
  );
}

/** Whose byte is it: the path from the file down to the field, and where it came from. */
export function OwnerBar({ view, sources, offset, onSelect }: OwnerBarProps) {
  if (offset === undefined || offset >= (view.image?.length ?? 0))
    return <p className={styles.owner}>Point at a byte to see whose it is.</p>;
  const owner = ownerOf(view, sources, offset);
  return (
    <nav className={styles.owner} aria-label="Owner of the byte">
      {owner.path.map((crumb, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path may name the same thing twice
        <Fragment key={`${index}${crumb.text}`}>
          {index > 0 && <i aria-hidden="true">›</i>}
          <CrumbText crumb={crumb} onSelect={onSelect} />
        </Fragment>
      ))}
      {owner.origin.map((crumb, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Fragment key={`from${index}${crumb.text}`}>
          <i aria-hidden="true">‹</i>
          <span className="visually-hidden">from</span>
          <CrumbText crumb={crumb} onSelect={onSelect} />
        </Fragment>
      ))}
    </nav>
  );
}
