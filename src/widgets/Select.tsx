import styles from "./field.module.css";
import { Icon } from "./Icon";

interface SelectProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly choices: readonly { readonly id: Id; readonly title: string }[];
  readonly onChange: (id: Id) => void;
}

/** The platform's own list, with our border: keys, touch and screen readers come with it. */
export function Select<Id extends string>({ label, value, choices, onChange }: SelectProps<Id>) {
  return (
    <span className={styles.select}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = choices.find(({ id }) => id === event.target.value);
          if (chosen !== undefined) onChange(chosen.id);
        }}
      >
        {choices.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <Icon name="chevronDown" size={12} />
    </span>
  );
}
