import { describe, expect, it } from "vitest";
import { type AtomIndex, row, type VirtualAddress } from "@/base/units";
import { createAtomOrder } from "@/linker/incremental/atomOrder";
import { schemas } from "@/linker/schemas/all";
import { allocate } from "@/tables/table";

function scene() {
  const atoms = allocate(schemas.atoms, 100);
  const order = createAtomOrder(atoms);
  const add = (atom: number, address: number, isLast = false) => {
    atoms.address[row<AtomIndex>(atom)] = row<VirtualAddress>(address);
    order.add(row(atom), isLast);
  };
  return { atoms, order, add, all: () => [...order.all()] };
}

describe("order of atoms", () => {
  it("keeps them by address, whatever order they come and go in", () => {
    const { order, add, all } = scene();
    for (let atom = 1; atom <= 40; atom++) add(atom, atom * 16, true);
    order.remove(row(20));
    order.remove(row(1));
    add(50, 20 * 16);
    add(51, 8);
    expect(all().slice(0, 3)).toEqual([51, 2, 3]);
    expect(all()[19]).toBe(50);
    expect(all().length).toBe(40);
  });
  it("tells atoms of no size apart, and gives an atom another row", () => {
    const { atoms, order, add, all } = scene();
    add(1, 0x10, true);
    add(2, 0x10, true);
    add(3, 0x10, true);
    order.remove(row(2));
    atoms.address[row<AtomIndex>(9)] = row<VirtualAddress>(0x10);
    order.replace(row(3), row(9));
    expect(all()).toEqual([1, 9]);
  });
});
