import { type ReactNode, useEffect, useId, useRef } from "react";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { isChained } from "@/worker/linkOptions";
import type { BindStyle, BuildOptions } from "@/worker/protocol";
import styles from "./toolbar.module.css";

interface RowProps {
  readonly title: string;
  readonly detail: string;
  readonly control: (id: string) => ReactNode;
}

function Row({ title, detail, control }: RowProps) {
  const id = useId();
  return (
    <div className={styles.option}>
      <label htmlFor={id}>
        {title}
        <span>{detail}</span>
      </label>
      {control(id)}
    </div>
  );
}

function Check({ id, checked, onChange }: { id: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return <input id={id} type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />;
}

const bindStyles = ["automatic", "lazy", "chained"] as const satisfies readonly BindStyle[];
const versions = ["11.0", "12.0", "13.0", "14.0", "15.0"] as const;

function LineBytesRow() {
  const store = useStoreApi();
  const isShown = useAppStore((state) => state.lineBytes);
  return (
    <Row
      title="Bytes beside the lines"
      detail="What each source line came to"
      control={(id) => <Check id={id} checked={isShown} onChange={store.getState().showLineBytes} />}
    />
  );
}

/** Nothing of the link, but of how it is looked at: x86_64 is written in two ways. */
function DisassemblyRow() {
  const store = useStoreApi();
  const syntax = useAppStore((state) => state.disassemblySyntax);
  return (
    <Row
      title="Disassembly"
      detail="How instructions are shown"
      control={(id) => (
        <select
          id={id}
          value={syntax}
          onChange={({ target }) => store.getState().setDisassemblySyntax(target.value === "intel" ? "intel" : "att")}
        >
          <option value="att">AT&amp;T</option>
          <option value="intel">Intel</option>
        </select>
      )}
    />
  );
}

export interface OptionsFormProps {
  readonly options: BuildOptions;
  readonly change: (part: Partial<BuildOptions>) => void;
}

export function OptionsForm({ options, change }: OptionsFormProps) {
  const form = useRef<HTMLFormElement>(null);
  // The box around it may have been there before, without anything to focus.
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  return (
    <form ref={form} className={styles.options} onSubmit={(event) => event.preventDefault()}>
      <Row
        title="Dead strip"
        detail={options.mode === "incremental" ? "Only for packed placement" : "Leave out what nothing refers to"}
        control={(id) => <Check id={id} checked={options.deadStrip} onChange={(deadStrip) => change({ deadStrip })} />}
      />
      <Row
        title="System libraries"
        detail="Link against the built-in libSystem"
        control={(id) => (
          <Check
            id={id}
            checked={options.systemLibraries}
            onChange={(systemLibraries) => change({ systemLibraries })}
          />
        )}
      />
      <Row
        title="Entry point"
        detail="Where the program starts"
        control={(id) => (
          <input
            id={id}
            type="text"
            spellCheck={false}
            autoCapitalize="off"
            value={options.entry}
            onChange={(event) => change({ entry: event.target.value })}
          />
        )}
      />
      <Row
        title="Deployment target"
        detail="Oldest macOS that runs it"
        control={(id) => (
          <select
            id={id}
            value={options.minimumVersion}
            onChange={(event) => change({ minimumVersion: event.target.value })}
          >
            {[...new Set([...versions, options.minimumVersion])].map((version) => (
              <option key={version}>{version}</option>
            ))}
          </select>
        )}
      />
      <Row
        title="Placement"
        detail="Packed at each link, or with room that follows edits"
        control={(id) => (
          <select
            id={id}
            value={options.mode}
            onChange={(event) => change({ mode: event.target.value === "incremental" ? "incremental" : "traditional" })}
          >
            <option value="traditional">packed</option>
            <option value="incremental">incremental</option>
          </select>
        )}
      />
      <Row
        title="Binding"
        detail={
          options.mode === "incremental"
            ? "Incremental placement binds lazily"
            : "When dyld finds imports, and how the image tells it"
        }
        control={(id) => (
          <select
            id={id}
            value={options.bind}
            onChange={({ target }) =>
              change({ bind: bindStyles.find((style) => style === target.value) ?? "automatic" })
            }
          >
            <option value="automatic">
              {isChained({ ...options, bind: "automatic" }) ? "automatic: chained" : "automatic: lazy"}
            </option>
            <option value="lazy">lazy, opcode streams</option>
            <option value="chained">chained fixups</option>
          </select>
        )}
      />
      {options.architecture === "x86_64" && <DisassemblyRow />}
      <LineBytesRow />
    </form>
  );
}
