// What the assembler, the readers and the linker say about an input. Diagnostics are data: they are collected,
// never thrown, and each names the most exact place it knows. Texts live in one catalogue per layer
// (asm/messages.ts, macho/messages.ts, linker/diagnostics/messages.ts); this file only gives their shape.

export type Severity = "error" | "warning" | "note";

/** The most exact place known. Lines and columns count from 1; offsets are bytes. */
export interface Place {
  /** Input file as the user named it; a member is written `libx.a(member.o)`. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Characters to underline, from `column`. */
  readonly length?: number;
  /** `__TEXT,__text` */
  readonly section?: string;
  /** Bytes from the start of `section`, or of the file when no section is given. */
  readonly offset?: number;
  /** Symbol the place lies in, and the distance from it: `_main+0x10`. */
  readonly symbol?: string;
  /** The symbol as the source writes it, if it is a name of C++. */
  readonly spoken?: string;
  readonly symbolOffset?: number;
  /** Of an object with debug information: the line of the source it was compiled from. That file need not be here. */
  readonly source?: { readonly file: string; readonly line: number };
}

export interface RelatedPlace {
  readonly message: string;
  readonly place?: Place;
}

/** A mechanical repair the editor can offer. */
export interface QuickFix {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: string;
}

export interface Diagnostic {
  /** Catalogue key, stable across releases: "undefined-symbol". */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence, no full stop, no place (the place is data). */
  readonly message: string;
  readonly place?: Place;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly QuickFix[];
}

export interface DiagnosticSink {
  report(diagnostic: Diagnostic): void;
}

/** `main.o:(symbol _main+0x10)`, `main.s:9:3`, or `x.o: __TEXT,__text+0x20`, whichever is most exact; with ` (main.c:7)`. */
export function describePlace(place: Place): string {
  const { source } = place;
  return source === undefined ? describePosition(place) : `${describePosition(place)} (${source.file}:${source.line})`;
}

function describePosition(place: Place): string {
  if (place.line !== undefined)
    return `${place.file}:${place.line}${place.column === undefined ? "" : `:${place.column}`}`;
  const offset = (value: number | undefined) => (value === undefined ? "" : `+0x${value.toString(16)}`);
  if (place.symbol !== undefined)
    return `${place.file}:(symbol ${place.spoken ?? place.symbol}${offset(place.symbolOffset)})`;
  if (place.section !== undefined) return `${place.file}:(${place.section}${offset(place.offset)})`;
  return place.offset === undefined ? place.file : `${place.file}: offset 0x${place.offset.toString(16)}`;
}
