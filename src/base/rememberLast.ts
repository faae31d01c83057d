// For what is made of a list that is mostly the same as the last time.

/** The function, which gives what it gave last for a list of the same items. */
export function rememberLast<Item, Result>(make: (list: readonly Item[]) => Result): (list: readonly Item[]) => Result {
  let last: { readonly list: readonly Item[]; readonly result: Result } | undefined;
  return (list) => {
    if (last === undefined || !isSame(last.list, list)) last = { list: [...list], result: make(list) };
    return last.result;
  };
}

function isSame<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
