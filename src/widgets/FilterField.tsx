import styles from "./field.module.css";
import { Icon } from "./Icon";

interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function FilterField({ label, value, onChange }: FilterFieldProps) {
  return (
    <span className={styles.filter} data-filled={value !== ""}>
      <Icon name="filter" size={14} />
      <input
        type="text"
        inputMode="search"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-label={label}
        placeholder="Filter"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || value === "") return;
          event.stopPropagation();
          onChange("");
        }}
      />
      {value !== "" && (
        <button type="button" aria-label="Clear the filter" onClick={() => onChange("")}>
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}
