import { Fragment, type KeyboardEvent } from "react";
import { Icon } from "./Icon";
import { Popover, type PopoverProps } from "./Popover";
import styles from "./popover.module.css";

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly shortcut?: string | undefined;
  /** Present for a choice of which one holds. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly heading?: string;
  readonly items: readonly MenuItem[];
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];

function moveWithKeys(event: KeyboardEvent<HTMLElement>): void {
  const items = itemsOf(event.currentTarget);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at + items.length - 1) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  let target: number | undefined = targets[event.key];
  if (target === undefined && /^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const letter = event.key.toLowerCase();
    const order = [...items.keys()].map((offset) => (at + 1 + offset + items.length) % items.length);
    const found = order.find((index) => items[index]?.textContent?.trim().toLowerCase().startsWith(letter)) ?? -1;
    target = found === -1 ? undefined : found;
  }
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items[target]?.focus();
}

interface MenuProps extends Omit<PopoverProps, "children" | "role" | "onKeys"> {
  readonly groups: readonly MenuGroup[];
}

/** A button with a list of actions or choices; arrow keys and first letters move. */
export function Menu({ groups, ...button }: MenuProps) {
  return (
    <Popover role="menu" {...button} onKeys={moveWithKeys}>
      {(close) => (
        <>
          {groups.map((group, index) => (
            <Fragment key={group.heading ?? group.items[0]?.id ?? index}>
              {index > 0 && <hr className={styles.divider} />}
              {group.heading !== undefined && <div className={styles.heading}>{group.heading}</div>}
              {group.items.map((item) => (
                <MenuEntry key={item.id} item={item} close={close} />
              ))}
            </Fragment>
          ))}
        </>
      )}
    </Popover>
  );
}

function MenuEntry({ item, close }: { readonly item: MenuItem; readonly close: () => void }) {
  const isChoice = item.checked !== undefined;
  const choice = isChoice
    ? ({ role: "menuitemradio", "aria-checked": item.checked === true } as const)
    : ({ role: "menuitem" } as const);
  return (
    <button
      type="button"
      {...choice}
      tabIndex={-1}
      className={styles.item}
      aria-disabled={item.disabled}
      {...(item.checked === true ? { "data-first": true } : {})}
      onClick={() => {
        if (item.disabled === true) return;
        close();
        item.run();
      }}
    >
      {isChoice && <span className={styles.mark}>{item.checked === true && <Icon name="check" size={14} />}</span>}
      <span className={styles.body}>
        {item.title}
        {item.detail !== undefined && <span className={styles.detail}>{item.detail}</span>}
      </span>
      {item.shortcut !== undefined && <kbd>{item.shortcut}</kbd>}
    </button>
  );
}
