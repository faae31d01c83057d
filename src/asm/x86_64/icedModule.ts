// iced-x86 (MIT) brings the x86 opcode tables, the encoder, the decoder and the formatters as WebAssembly. The core
// never loads it: a host does (src/worker/loadIced.ts, src/cli/loadIced.ts) and hands the module in, so that the
// assembler stays free of fetch, files and start-up order.

import type * as Iced from "iced-x86";

export type IcedModule = typeof Iced;
export type { Iced };
