// What the command line tool needs of the machine it runs on, as a port: tests hand in a folder of strings.

export interface Host {
  /** Bytes of a file; undefined when there is none or it cannot be read. */
  read(path: string): Uint8Array | undefined;
  /** The path from the root, whether or not there is anything; of "", this folder with its slash. */
  absolute(path: string): string;
  /** Writes the whole file, executable when `executable`; throws a message for the user when it cannot. */
  write(path: string, bytes: Uint8Array, executable: boolean): void;
  remove(path: string): void;
  out(text: string): void;
  error(text: string): void;
}
