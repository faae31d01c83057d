// What link-time optimisers of other tools write into assembly: names whose definitions do not count, and assignments
// that are made only if their target is there.

export class ConditionalNames {
  /** Of `.lto_discard`: the last one counts. */
  discarded: ReadonlySet<string> = new Set();
  /** Whether any definition counted, or was made, under a condition. */
  isUsed = false;
  /** Of `.lto_set_conditional`: the names that wait for a target. */
  private readonly waiting = new Map<string, string[]>();

  discard(names: readonly string[]): void {
    this.isUsed = true;
    this.discarded = new Set(names);
  }

  wait(name: string, target: string): void {
    const known = this.waiting.get(target);
    if (known === undefined) this.waiting.set(target, [name]);
    else known.push(name);
  }

  /** The names that waited for the target. */
  fulfil(target: string): readonly string[] {
    const names = this.waiting.size === 0 ? undefined : this.waiting.get(target);
    if (names === undefined) return [];
    this.waiting.delete(target);
    return names;
  }
}
