import type { ReactNode } from "react";
import styles from "./chip.module.css";
import { Icon, type IconName } from "./Icon";

/** What a part of the image is for; tokens.css gives each a colour and a pattern. */
export type ByteRole = "text" | "got" | "stub" | "lazy" | "const" | "data" | "bind" | "header" | "linkedit";
export const roleTags: Readonly<Record<ByteRole, string>> = {
  text: "TX",
  got: "GO",
  stub: "ST",
  lazy: "LA",
  const: "RO",
  data: "DA",
  bind: "BI",
  header: "HD",
  linkedit: "LE",
};

export type Tone = "neutral" | "accent" | "success" | "warning" | "danger" | "patch";

interface ChipProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}

/** A short fact in a rounded box. */
export function Chip({ tone = "neutral", icon, hint, children }: ChipProps) {
  return (
    <span className={styles.chip} data-tone={tone} data-tooltip={hint}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

/** The two letters that stand for a role beside its colour. */
export function RoleTag({ role, hint }: { readonly role: ByteRole; readonly hint?: string | undefined }) {
  return (
    <span className={styles.tag} data-role={role} data-tooltip={hint}>
      {roleTags[role]}
    </span>
  );
}

/** A small number on a tab or button. */
export function Badge({ count, tone = "neutral" }: { readonly count: number; readonly tone?: Tone }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {count > 9999 ? `${Math.floor(count / 1000)}k` : count}
    </span>
  );
}
