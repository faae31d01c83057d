// Turns what flags about sections name into inputs and options: files whose bytes become sections, and order files.

import { targetFor } from "@/arch/target";
import { decodeText } from "@/base/text";
import type { LinkInput } from "@/linker/options";
import type { OrderedSymbol, SectionOptions } from "@/linker/sectionOptions";
import { sectionObject } from "@/macho/sectionObject";
import type { Host } from "./host";
import type { LdRequest } from "./ldArguments";

export interface SectionInputs {
  readonly inputs: readonly LinkInput[];
  readonly options: SectionOptions;
  readonly errors: readonly string[];
}

export function findSectionInputs(host: Host, { architecture, sections }: LdRequest): SectionInputs {
  const errors: string[] = [];
  const read = (path: string): Uint8Array => {
    const bytes = host.read(path);
    if (bytes === undefined) errors.push(`cannot open ${path}: no such file`);
    return bytes ?? new Uint8Array(0);
  };
  const { cpuType, cpuSubtype } = targetFor(architecture!);
  const inputs = sections.created.map(({ path, ...name }): LinkInput => {
    const bytes = path === undefined ? new Uint8Array(0) : read(path);
    const named = path ?? `${name.segment},${name.section}`;
    return { name: named, bytes: sectionObject({ ...name, bytes }, cpuType, cpuSubtype) };
  });
  const order = sections.orderPaths.flatMap((path) => parseOrder(decodeText(read(path)), architecture!));
  return { inputs, options: order.length === 0 ? sections.options : { ...sections.options, order }, errors };
}

/** Lines `[arch:][object.o:]symbol`, `#` starts a remark; lines for other CPUs are skipped. */
export function parseOrder(text: string, architecture: string): OrderedSymbol[] {
  const order: OrderedSymbol[] = [];
  for (const line of text.split("\n")) {
    const words = line.replace(/#.*/, "").trim();
    if (words === "") continue;
    const { cpu, file, name } =
      /^(?:(?<cpu>i386|x86_64|arm|arm64|ppc|ppc64):)?(?:(?<file>[^:]+\.o(?:\))?):\s*)?(?<name>.+)$/.exec(words)
        ?.groups ?? {};
    if (name === undefined || (cpu !== undefined && cpu !== architecture)) continue;
    order.push({ name: name.trim(), file });
  }
  return order;
}
