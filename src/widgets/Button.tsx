import type { ComponentProps, ReactNode } from "react";
import styles from "./button.module.css";
import { Icon, type IconName } from "./Icon";
import { tooltipProps } from "./Tooltip";

type NativeButton = Omit<ComponentProps<"button">, "type" | "className" | "children">;

export interface ButtonProps extends NativeButton {
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly kind?: "plain" | "outlined" | "primary";
  /** Shown in the tooltip beside `hint`. */
  readonly shortcut?: string | undefined;
  readonly hint?: string | undefined;
}

export function Button({ icon, children, kind = "plain", shortcut, hint, ...rest }: ButtonProps) {
  return (
    <button type="button" className={styles.button} data-kind={kind} {...tooltipProps(hint, shortcut)} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "hint"> {
  readonly icon: IconName;
  /** Accessible name, and the tooltip. */
  readonly label: string;
}

export function IconButton({ icon, label, kind = "plain", shortcut, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      data-kind={kind}
      data-icon-only
      aria-label={label}
      {...tooltipProps(label, shortcut)}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
