import { type Ref, useState } from "react";
import { Icon } from "@/widgets/Icon";
import styles from "./bytes.module.css";

interface GoToFieldProps {
  readonly input: Ref<HTMLInputElement>;
  /** Goes there; false when there is no such place. */
  readonly onGo: (text: string) => boolean;
}

/** `0x100000408`, a file offset, or a symbol. */
export function GoToField({ input, onGo }: GoToFieldProps) {
  const [unknown, setUnknown] = useState(false);
  return (
    <form
      className={styles.goTo}
      data-unknown={unknown || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        const field = event.currentTarget.elements.namedItem("place");
        if (!(field instanceof HTMLInputElement) || field.value.trim() === "") return;
        const found = onGo(field.value);
        setUnknown(!found);
        if (found) field.value = "";
      }}
    >
      <Icon name="search" size={14} />
      <input
        ref={input}
        name="place"
        type="text"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-label="Go to an address or a symbol"
        aria-invalid={unknown}
        placeholder="Address or symbol"
        data-tooltip="Go to an address or a symbol"
        data-shortcut="g"
        onChange={() => setUnknown(false)}
      />
    </form>
  );
}
