// Sections by their assembler names: `.section segment,section,type,attributes` and the short directives
// (`.data`, `.cstring`…), as LLVM's DarwinAsmParser and MCSectionMachO know them.

import { sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { parseInteger } from "./expressionParser";
import { type Complaint, messages } from "./messages";
import { readQuotedName } from "./strings";

export interface SectionSpecification {
  readonly segment: string;
  readonly name: string;
  /** Type in the low byte, attributes above. */
  readonly flags: number;
  readonly stubSize?: number;
  /** Power of two that the short directive aligns to at once. */
  readonly alignment?: number;
  /** Without the symbol that arm64 gives to sections. */
  readonly isUnlabelled?: true;
}

const section = (
  segment: string,
  name: string,
  flags = 0,
  more: { readonly alignment?: number; readonly stubSize?: number } = {},
): SectionSpecification => ({ segment, name, flags, ...more });

export const textSection = section("__TEXT", "__text", sectionAttributes.S_ATTR_PURE_INSTRUCTIONS);
export const bssSection = section("__DATA", "__bss", sectionTypes.S_ZEROFILL);
export const threadBssSection = section("__DATA", "__thread_bss", sectionTypes.S_THREAD_LOCAL_ZEROFILL);

/** Frames of functions for unwinding at run time, in DWARF's form. */
export const frameSection = section(
  "__TEXT",
  "__eh_frame",
  (sectionTypes.S_COALESCED |
    sectionAttributes.S_ATTR_NO_TOC |
    sectionAttributes.S_ATTR_STRIP_STATIC_SYMS |
    sectionAttributes.S_ATTR_LIVE_SUPPORT) >>>
    0,
);

const objc = (name: string, flags: number = sectionAttributes.S_ATTR_NO_DEAD_STRIP) => section("__OBJC", name, flags);
const cstring = section("__TEXT", "__cstring", sectionTypes.S_CSTRING_LITERALS);
const stubs = (name: string, stubSize: number) =>
  section("__TEXT", name, sectionTypes.S_SYMBOL_STUBS | sectionAttributes.S_ATTR_PURE_INSTRUCTIONS, { stubSize });
const pointers = (name: string, type: number) => section("__DATA", name, type, { alignment: 2 });

/** Whether nothing but instructions is in it, as its attributes say. */
export const holdsCode = ({ flags }: SectionSpecification): boolean =>
  (flags & sectionAttributes.S_ATTR_PURE_INSTRUCTIONS) !== 0;

/** Directives that switch to a section by themselves. */
export const sectionDirectives: Readonly<Record<string, SectionSpecification>> = {
  ".text": textSection,
  ".const": section("__TEXT", "__const"),
  ".static_const": section("__TEXT", "__static_const"),
  ".cstring": cstring,
  ".literal4": section("__TEXT", "__literal4", sectionTypes.S_4BYTE_LITERALS, { alignment: 2 }),
  ".literal8": section("__TEXT", "__literal8", sectionTypes.S_8BYTE_LITERALS, { alignment: 3 }),
  ".literal16": section("__TEXT", "__literal16", sectionTypes.S_16BYTE_LITERALS, { alignment: 4 }),
  ".constructor": section("__TEXT", "__constructor"),
  ".destructor": section("__TEXT", "__destructor"),
  ".fvmlib_init0": section("__TEXT", "__fvmlib_init0"),
  ".fvmlib_init1": section("__TEXT", "__fvmlib_init1"),
  ".symbol_stub": stubs("__symbol_stub", 16),
  ".picsymbol_stub": stubs("__picsymbol_stub", 26),
  ".data": section("__DATA", "__data"),
  ".static_data": section("__DATA", "__static_data"),
  ".const_data": section("__DATA", "__const"),
  ".dyld": section("__DATA", "__dyld"),
  ".bss": bssSection,
  ".mod_init_func": pointers("__mod_init_func", sectionTypes.S_MOD_INIT_FUNC_POINTERS),
  ".mod_term_func": pointers("__mod_term_func", sectionTypes.S_MOD_TERM_FUNC_POINTERS),
  ".lazy_symbol_pointer": pointers("__la_symbol_ptr", sectionTypes.S_LAZY_SYMBOL_POINTERS),
  ".non_lazy_symbol_pointer": pointers("__nl_symbol_ptr", sectionTypes.S_NON_LAZY_SYMBOL_POINTERS),
  ".thread_local_variable_pointer": pointers("__thread_ptr", sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS),
  ".tdata": section("__DATA", "__thread_data", sectionTypes.S_THREAD_LOCAL_REGULAR),
  ".tlv": section("__DATA", "__thread_vars", sectionTypes.S_THREAD_LOCAL_VARIABLES),
  ".thread_init_func": section("__DATA", "__thread_init", sectionTypes.S_THREAD_LOCAL_INIT_FUNCTION_POINTERS),
  ".objc_cat_cls_meth": objc("__cat_cls_meth"),
  ".objc_cat_inst_meth": objc("__cat_inst_meth"),
  ".objc_category": objc("__category"),
  ".objc_class": objc("__class"),
  ".objc_class_names": cstring,
  ".objc_class_vars": objc("__class_vars"),
  ".objc_cls_meth": objc("__cls_meth"),
  ".objc_cls_refs": {
    ...objc("__cls_refs", sectionAttributes.S_ATTR_NO_DEAD_STRIP | sectionTypes.S_LITERAL_POINTERS),
    alignment: 2,
  },
  ".objc_inst_meth": objc("__inst_meth"),
  ".objc_instance_vars": objc("__instance_vars"),
  ".objc_message_refs": {
    ...objc("__message_refs", sectionAttributes.S_ATTR_NO_DEAD_STRIP | sectionTypes.S_LITERAL_POINTERS),
    alignment: 2,
  },
  ".objc_meta_class": objc("__meta_class"),
  ".objc_meth_var_names": cstring,
  ".objc_meth_var_types": cstring,
  ".objc_module_info": objc("__module_info"),
  ".objc_protocol": objc("__protocol"),
  ".objc_selector_strs": objc("__selector_strs", sectionTypes.S_CSTRING_LITERALS),
  ".objc_string_object": objc("__string_object"),
  ".objc_symbols": objc("__symbols"),
};

const debug = (segment: string, names: string) =>
  names.split(" ").map((name) => section(segment, name, sectionAttributes.S_ATTR_DEBUG));

/** Sections that the assembler has from the start: a text that gives them another type is not heard. */
const predefinedSections: ReadonlyMap<string, SectionSpecification> = new Map(
  [
    textSection,
    bssSection,
    threadBssSection,
    cstring,
    section("__DATA", "__data"),
    section("__DATA", "__const"),
    section("__TEXT", "__const"),
    section("__TEXT", "__ustring"),
    section("__TEXT", "__gcc_except_tab"),
    section("__DATA", "__llvm_addrsig"),
    section("__DATA", "__common", sectionTypes.S_ZEROFILL),
    section("__TEXT", "__literal4", sectionTypes.S_4BYTE_LITERALS),
    section("__TEXT", "__literal8", sectionTypes.S_8BYTE_LITERALS),
    section("__TEXT", "__literal16", sectionTypes.S_16BYTE_LITERALS),
    section("__DATA", "__la_symbol_ptr", sectionTypes.S_LAZY_SYMBOL_POINTERS),
    section("__DATA", "__nl_symbol_ptr", sectionTypes.S_NON_LAZY_SYMBOL_POINTERS),
    section("__DATA", "__thread_ptr", sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS),
    section("__DATA", "__thread_data", sectionTypes.S_THREAD_LOCAL_REGULAR),
    section("__DATA", "__thread_vars", sectionTypes.S_THREAD_LOCAL_VARIABLES),
    section("__DATA", "__thread_init", sectionTypes.S_THREAD_LOCAL_INIT_FUNCTION_POINTERS),
    frameSection,
    ...debug("__LD", "__compact_unwind"),
    ...debug("__LLVM", "__remarks"),
    ...debug(
      "__DWARF",
      "__debug_abbrev __debug_info __debug_line __debug_line_str __debug_frame __debug_pubnames __debug_pubtypes " +
        "__debug_gnu_pubn __debug_gnu_pubt __debug_str __debug_str_offs __debug_addr __debug_loc __debug_loclists " +
        "__debug_aranges __debug_ranges __debug_rnglists __debug_macinfo __debug_macro __debug_inlined " +
        "__debug_cu_index __debug_tu_index __debug_names __apple_names __apple_objc __apple_namespac __apple_types " +
        "__swift_ast",
    ),
  ].map((known) => [`${known.segment},${known.name}`, known] as const),
);

/** The third field of `.section`. */
const typesByName: Readonly<Record<string, number>> = {
  regular: sectionTypes.S_REGULAR,
  zerofill: sectionTypes.S_ZEROFILL,
  cstring_literals: sectionTypes.S_CSTRING_LITERALS,
  "4byte_literals": sectionTypes.S_4BYTE_LITERALS,
  "8byte_literals": sectionTypes.S_8BYTE_LITERALS,
  "16byte_literals": sectionTypes.S_16BYTE_LITERALS,
  literal_pointers: sectionTypes.S_LITERAL_POINTERS,
  non_lazy_symbol_pointers: sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
  lazy_symbol_pointers: sectionTypes.S_LAZY_SYMBOL_POINTERS,
  symbol_stubs: sectionTypes.S_SYMBOL_STUBS,
  mod_init_funcs: sectionTypes.S_MOD_INIT_FUNC_POINTERS,
  mod_term_funcs: sectionTypes.S_MOD_TERM_FUNC_POINTERS,
  coalesced: sectionTypes.S_COALESCED,
  interposing: sectionTypes.S_INTERPOSING,
  thread_local_regular: sectionTypes.S_THREAD_LOCAL_REGULAR,
  thread_local_zerofill: sectionTypes.S_THREAD_LOCAL_ZEROFILL,
  thread_local_variables: sectionTypes.S_THREAD_LOCAL_VARIABLES,
  thread_local_variable_pointers: sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
  thread_local_init_function_pointers: sectionTypes.S_THREAD_LOCAL_INIT_FUNCTION_POINTERS,
};
/** The fourth field, joined by `+`. */
const attributesByName: Readonly<Record<string, number>> = {
  none: 0,
  pure_instructions: sectionAttributes.S_ATTR_PURE_INSTRUCTIONS,
  no_toc: sectionAttributes.S_ATTR_NO_TOC,
  strip_static_syms: sectionAttributes.S_ATTR_STRIP_STATIC_SYMS,
  no_dead_strip: sectionAttributes.S_ATTR_NO_DEAD_STRIP,
  live_support: sectionAttributes.S_ATTR_LIVE_SUPPORT,
  self_modifying_code: sectionAttributes.S_ATTR_SELF_MODIFYING_CODE,
  debug: sectionAttributes.S_ATTR_DEBUG,
};

const nameIn = (table: Readonly<Record<string, number>>, value: number) =>
  Object.keys(table).find((name) => table[name] === value);

/** The sections that the assembler knows by name. */
export const standardSections = (): Iterable<SectionSpecification> => predefinedSections.values();

/** A section as `.section` takes it: what `parseSection` reads back. */
export function sectionText({ segment, name, flags, stubSize = 0 }: SectionSpecification): string {
  const type = sectionTypeOf(flags);
  const attributes = Object.keys(attributesByName).filter(
    (attribute) => attributesByName[attribute] !== 0 && (flags & attributesByName[attribute]!) !== 0,
  );
  const fields = [nameIn(typesByName, type) ?? "regular", attributes.join("+"), stubSize === 0 ? "" : `${stubSize}`];
  while (fields.length > 0 && (fields.at(-1) === "" || (fields.length === 1 && fields[0] === "regular"))) fields.pop();
  return [segment, name, ...fields].join(",");
}

const own = (table: Readonly<Record<string, number>>, name: string) =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** What the usual sections of ELF are called here. */
const elfSections: Readonly<Record<string, string>> = {
  text: "__TEXT,__text,regular,pure_instructions",
  rodata: "__TEXT,__const",
  data: "__DATA,__data",
  bss: "__DATA,__bss,zerofill",
  tdata: "__DATA,__thread_data,thread_local_regular",
  tbss: "__DATA,__thread_bss,thread_local_zerofill",
  init_array: "__DATA,__mod_init_func,mod_init_funcs",
};

/** Reads `__TEXT,__stubs,symbol_stubs,pure_instructions,6`. */
export function parseSection(text: string): SectionSpecification | { readonly complaint: Complaint } {
  const refuse = (why: string) => ({ complaint: messages.badSectionName(why) });
  const quoted = readQuotedName(text, 0);
  const [first = "", name = "", type = "", attributes = "", stub = ""] = (
    quoted === undefined ? text : text.slice(quoted.end)
  )
    .split(",")
    .map((part) => part.trim());
  const segment = quoted?.name ?? first;
  if (segment.startsWith(".") && Object.hasOwn(elfSections, segment.split(".")[1]!))
    return refuse(`Mach-O names a segment and a section; write '.section ${elfSections[segment.split(".")[1]!]}'`);
  if (segment.length === 0 || segment.length > 16) return refuse("a segment name has 1 to 16 characters");
  if (name.length === 0 || name.length > 16) return refuse("a section name has 1 to 16 characters");
  const known = predefinedSections.get(`${segment},${name}`);
  // Without a type the rest does not count; LLVM reads a section's fields one by one.
  if (type === "") return known ?? { segment, name, flags: 0, stubSize: 0 };
  const typeValue = own(typesByName, type);
  if (typeValue === undefined) return refuse(`unknown section type '${type}'`);
  let flags = typeValue;
  for (const attribute of attributes.split("+").filter((word) => word.trim() !== "")) {
    const bit = own(attributesByName, attribute.trim());
    if (bit === undefined) return refuse(`unknown section attribute '${attribute.trim()}'`);
    flags |= bit;
  }
  const isStubs = typeValue === sectionTypes.S_SYMBOL_STUBS;
  if (isStubs !== (stub !== "") || (isStubs && attributes === ""))
    return refuse(isStubs ? "a symbol_stubs section needs a stub size" : "only symbol_stubs take a stub size");
  const stubSize = stub === "" ? 0 : Number(parseInteger(stub) ?? -1);
  if (stubSize < 0 || stubSize > 0xffff) return refuse(`bad stub size '${stub}'`);
  return known ?? { segment, name, flags: flags >>> 0, stubSize };
}
