// An archive of objects, indexed by the names its members define. Members are parsed only when a name asks for one.

import { decodeText } from "@/base/text";
import { row, type StringId } from "@/base/units";
import { type Archive, type ArchiveMember, readArchive } from "@/macho/archive";
import { symbolTypes } from "@/macho/constants";
import { identify } from "@/macho/identify";
import { MalformedFile } from "@/macho/malformed";
import { type ObjectFile, readObject } from "@/macho/readObject";
import { messages } from "../diagnostics/messages";
import type { ParsedArchive, ParsedObject } from "../parsedInputs";
import { type ParseContext, type ParseSource, readOrReport } from "./parseContext";
import { parseObject } from "./parseObject";

function addDefiner(definers: Map<string, number[]>, name: string, member: number): void {
  const known = definers.get(name);
  if (known === undefined) definers.set(name, [member]);
  else if (!known.includes(member)) known.push(member);
}

function definersByIndex({ members, index }: Archive): Map<string, number[]> {
  const memberAt = new Map(members.map((member, position) => [member.headerOffset, position]));
  const definers = new Map<string, number[]>();
  for (const { name, headerOffset } of index ?? []) {
    const member = memberAt.get(headerOffset);
    if (member !== undefined) addDefiner(definers, name, member);
  }
  return definers;
}

/** External definitions of an object, by nlist type: neither stab nor undefined. */
function* definedNames(object: ObjectFile): Generator<string> {
  for (let symbol = 0; symbol < object.symbolCount; symbol++) {
    const type = object.symbolType(symbol);
    if ((type & symbolTypes.N_STAB) !== 0 || (type & symbolTypes.N_EXT) === 0) continue;
    if ((type & symbolTypes.N_TYPE) !== symbolTypes.N_UNDF)
      yield decodeText(object.bytes.subarray(object.nameStart(symbol), object.nameEnd(symbol)));
  }
}

/** Without an index (plain `ar`), what each member defines is looked up in the member. Damaged ones wait to be pulled. */
function definersByMembers(bytes: Uint8Array, members: readonly ArchiveMember[]): Map<string, number[]> {
  const definers = new Map<string, number[]>();
  for (const [position, { start, end }] of members.entries()) {
    const contents = bytes.subarray(start, end);
    if (identify(contents) !== "object") continue;
    try {
      for (const name of definedNames(readObject(contents))) addDefiner(definers, name, position);
    } catch (problem) {
      if (!(problem instanceof MalformedFile)) throw problem;
    }
  }
  return definers;
}

export function parseArchive(context: ParseContext, source: ParseSource): ParsedArchive | undefined {
  const { name, bytes, input, start } = source;
  const archive = readOrReport(context, name, "archive", bytes, readArchive);
  if (archive === undefined) return undefined;
  const { members, index } = archive;
  const definers = context.memory.recall(bytes, "definers", () =>
    index === undefined ? definersByMembers(bytes, members) : definersByIndex(archive),
  );
  const tried = new Uint8Array(members.length);
  const path = source.asked.path ?? name;
  return {
    name,
    path,
    input,
    start,
    bytes,
    members,
    definers,
    tried,
    broken: false,
    hidden: source.asked.hidden ?? false,
  };
}

const hasObjCSection = ({ sections }: ObjectFile): boolean =>
  sections.some(
    ({ segmentName, sectionName }) =>
      (segmentName.startsWith("__DATA") && sectionName === "__objc_catlist") ||
      (segmentName === "__TEXT" && sectionName.startsWith("__swift")),
  );

/** Members that -ObjC loads: those that define a class, and those with a section that only the runtime looks for. */
export function objCMembers({ bytes, members, definers }: ParsedArchive): number[] {
  const found = new Set<number>();
  for (const [name, [first]] of definers) if (name.startsWith("_OBJC_CLASS_$_")) found.add(first!);
  for (const [position, { start, end }] of members.entries()) {
    const contents = bytes.subarray(start, end);
    if (found.has(position) || identify(contents) !== "object") continue;
    try {
      if (hasObjCSection(readObject(contents))) found.add(position);
    } catch (problem) {
      if (!(problem instanceof MalformedFile)) throw problem;
    }
  }
  return [...found];
}

/** Parses one member, at most once. After a first bad member the archive stays silent: its others would only repeat it. */
export function loadMember(
  context: ParseContext,
  archive: ParsedArchive,
  position: number,
  pulledBy = row<StringId>(0),
): ParsedObject | undefined {
  if (archive.tried[position] === 1 || archive.broken) return undefined;
  archive.tried[position] = 1;
  const { name: memberName, start, end } = archive.members[position]!;
  const name = `${archive.name}(${memberName})`;
  const bytes = archive.bytes.subarray(start, end);
  const kind = identify(bytes);
  if (kind !== "object") {
    const isWanted = pulledBy !== 0;
    archive.broken = isWanted;
    context.diagnostics.report((isWanted ? messages.unusableFile : messages.forcedMemberSkipped)({ file: name }, kind));
    return undefined;
  }
  const path = `${archive.path}(${memberName})`;
  const asked = { name: archive.name, path, bytes: archive.bytes, hidden: archive.hidden };
  const source = { name, bytes, input: archive.input, start: archive.start + start, asked };
  const object = parseObject(context, source, archive.name, pulledBy);
  if (object === undefined) archive.broken = true;
  return object;
}
