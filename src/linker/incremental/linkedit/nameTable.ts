// The strings that symbol records name, each once: found again by who needs it too, and given back when the last record
// of the name goes. What is given back is zeros until another name fits there.

import type { RoomyBytes } from "@/base/roomyBytes";
import type { StringId } from "@/base/units";
import { createVacancies } from "@/base/vacancies";
import type { StringReader } from "@/tables/stringPool";
import { firstString } from "../../synthetic/linkeditParts";

/** "No name" is the end of the blank. */
const noName = 1;

export interface NameTable {
  /** Where the name starts; one more record needs it. */
  acquire(name: StringId): number;
  release(name: StringId): void;
  startOf(name: StringId): number;
  /** No record needs anything. */
  clear(): void;
}

export function createNameTable(strings: StringReader, memory: RoomyBytes): NameTable {
  const vacancies = createVacancies();
  let starts: number[] = [];
  let uses: number[] = [];
  let end = 0;

  const clear = (): void => {
    vacancies.clear();
    memory.clear();
    starts = [];
    uses = [];
    end = firstString.length;
    memory.reserve(end);
    memory.write(0, firstString);
  };
  return {
    acquire(name) {
      if (name === 0) return noName;
      const known = uses[name] ?? 0;
      uses[name] = known + 1;
      if (known > 0) return starts[name]!;
      const text = strings.bytes(name);
      const size = text.length + 1;
      let start = vacancies.take(size);
      if (start === -1) {
        start = end;
        end += size;
        memory.reserve(end);
      }
      memory.write(start, text);
      starts[name] = start;
      return start;
    },
    release(name) {
      if (name === 0) return;
      uses[name]! -= 1;
      if (uses[name] !== 0) return;
      const size = strings.bytes(name).length + 1;
      memory.fill(0, starts[name]!, starts[name]! + size - 1);
      vacancies.give(starts[name]!, size);
    },
    startOf: (name) => (name === 0 ? noName : starts[name]!),
    clear,
  };
}
