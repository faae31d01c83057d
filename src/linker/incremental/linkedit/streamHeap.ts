// Programs of opcodes in one stream, each in a place of its own, so that one can change without the others moving.
// Between them dyld reads opcodes that do nothing.

import type { RoomyBytes } from "@/base/roomyBytes";
import { createVacancies } from "@/base/vacancies";
import { padToIdeal } from "../capacity";

export interface StreamPlace {
  readonly at: number;
  readonly size: number;
}

export interface StreamHeap {
  /** Puts a program where its older version is, if it fits there, or elsewhere. */
  put(program: Uint8Array, old: StreamPlace | undefined): StreamPlace;
  free(place: StreamPlace): void;
}

/** `idle`: an opcode of one byte that changes nothing. `grows`: programs get room for more. */
export function createStreamHeap(memory: RoomyBytes, idle: number, grows: boolean): StreamHeap {
  const vacancies = createVacancies();
  let end = 0;

  const free = ({ at, size }: StreamPlace): void => {
    memory.fill(idle, at, at + size);
    vacancies.give(at, size);
  };
  return {
    put(program, old) {
      let place = old;
      if (place === undefined || program.length > place.size) {
        if (place !== undefined) free(place);
        const size = grows ? padToIdeal(program.length) : program.length;
        let at = vacancies.take(size);
        if (at === -1) {
          at = end;
          end += size;
          // One byte more: the zero that ends the stream.
          memory.reserve(end + 1);
        }
        place = { at, size };
      }
      const padded = new Uint8Array(place.size).fill(idle);
      padded.set(program);
      memory.write(place.at, padded);
      return place;
    },
    free,
  };
}
