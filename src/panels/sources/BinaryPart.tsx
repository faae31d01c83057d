import type { BuildView } from "@/linker/build";
import { BinaryCard } from "./BinaryCard";
import { summarizeBinary } from "./binarySummary";

interface BinaryPartProps {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly view: BuildView | undefined;
  /** Position among the inputs of the build, from 1; 0 if it is none. */
  readonly input: number;
}

/** What is in a file that is no text. */
export const BinaryPart = ({ name, bytes, view, input }: BinaryPartProps) => (
  <BinaryCard name={name} summary={summarizeBinary(bytes, view, input)} />
);
