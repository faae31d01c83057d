// `1:`, `1b` and `1f`: labels that may be defined again and again. Each definition is a symbol with a name that no source
// can write.

import { parseInteger } from "./expressionParser";

export class LocalLabels {
  private readonly counts = new Map<string, number>();

  /** The name of one more definition. */
  define(digits: string): string {
    const number = numberOf(digits);
    const count = (this.counts.get(number) ?? 0) + 1;
    this.counts.set(number, count);
    return nameOf(number, count);
  }

  /** What `1b` or `1f` means here; undefined when there is none before. */
  reference(digits: string, direction: "b" | "f"): string | undefined {
    const number = numberOf(digits);
    const count = this.counts.get(number) ?? 0;
    if (direction === "b") return count === 0 ? undefined : nameOf(number, count);
    return nameOf(number, count + 1);
  }
}

const nameOf = (number: string, count: number) => `L ${number}#${count}`;

/** Without regard to the spelling: `010:` is `8b`. */
const numberOf = (digits: string) => (parseInteger(digits) ?? BigInt(digits)).toString();
