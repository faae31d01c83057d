// Where the page remembers things between visits, behind a port: tests use a map, an embed may have none, and a
// browser may refuse (private windows, blocked third-party storage), in which case remembering is simply off.

export interface StoragePort {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
}

export interface Storages {
  /** Of this tab: the work in progress. */
  readonly tab: StoragePort;
  /** Of this browser: preferences, and the last work for a new tab. */
  readonly browser: StoragePort;
}

/** The part of the Web Storage interface that is used. */
interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Even naming `localStorage` may throw, so it is asked for through a function, each time. */
export function webStorage(find: () => WebStorage): StoragePort {
  return {
    read(key) {
      try {
        return find().getItem(key) ?? undefined;
      } catch {
        // Refused: as if nothing had been written.
        return undefined;
      }
    },
    write(key, value) {
      try {
        find().setItem(key, value);
      } catch {
        // Refused or full: the visit goes on without being remembered.
      }
    },
  };
}

export function memoryStorage(): StoragePort {
  const values = new Map<string, string>();
  return { read: (key) => values.get(key), write: (key, value) => void values.set(key, value) };
}
