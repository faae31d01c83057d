// Roles in words, and the role of a whole segment.

import type { ByteRole } from "../byteRoles";

export const roleNames: Readonly<Record<ByteRole, string>> = {
  text: "code",
  got: "pointers filled at load time",
  stub: "stubs: calls to other images",
  lazy: "lazy binding",
  const: "read-only data",
  data: "data",
  bind: "imported names",
  header: "header and load commands",
  linkedit: "what dyld reads",
};

export function roleOfSegment(name: string): ByteRole {
  if (name === "__LINKEDIT") return "linkedit";
  if (name === "__PAGEZERO") return "header";
  return name === "__TEXT" || name === "__DATA_CONST" ? "const" : "data";
}
