// The only host classes the core may use beyond ECMAScript. Both exist in every worker, page and Node,
// and the core is compiled without DOM and Node types so that nothing else slips in.

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
