// Flags of ld64 that this linker takes without doing anything, so that command lines of build systems pass as they are.
// Those that say what it does anyway, or what only concerns how fast a linker is, are silent; the rest would change
// the image and are told.

import type { Flag } from "./flag";

/** Flag and the number of words that follow it. */
type Words = Readonly<Record<string, number>>;

const silentFlags: Words = {
  "-dynamic": 0,
  "-pie": 0,
  "-demangle": 0,
  "-reproducible": 0,
  "-S": 0,
  "-debug_variant": 0,
  "-no_warn_duplicate_libraries": 0,
  "-objc_abi_version": 1,
  "-lto_library": 1,
  "-object_path_lto": 1,
  "-cache_path_lto": 1,
  "-prune_interval_lto": 1,
  "-prune_after_lto": 1,
  "-max_relative_cache_size_lto": 1,
  "-mcpu": 1,
  "-mllvm": 1,
  "-O": 0,
  "-O0": 0,
  "-O1": 0,
  "-O2": 0,
  "-arch_multiple": 0,
  "-multi_module": 0,
  "-no_quick_exit": 0,
  "-ld_classic": 0,
  "-ld_new": 0,
  "-dependency_info": 1,
  "-twolevel_namespace_hints": 0,
  "-search_paths_first": 0,
  "-force_cpusubtype_ALL": 0,
  "-no_arch_warnings": 0,
  "-no_warn_inits": 0,
  "-prebind": 0,
  "-root_safe": 0,
  "-setuid_safe": 0,
  "-print_statistics": 0,
  "-no_encryption": 0,
  "-no_objc_category_merging": 0,
  "-no_objc_relative_method_lists": 0,
  "-application_extension": 0,
  "-no_application_extension": 0,
};

const unsupportedFlags: Words = {
  "-add_ast_path": 1,
  "-allow_heap_execute": 0,
  "-allow_stack_execute": 0,
  "-bind_at_load": 0,
  "-bitcode_bundle": 0,
  "-bitcode_hide_symbols": 0,
  "-bitcode_symbol_map": 1,
  "-commons": 1,
  "-dirty_data_list": 1,
  "-dot": 1,
  "-dtrace": 1,
  "-dyld_env": 1,
  "-encryptable": 0,
  "-executable_path": 1,
  "-force_flat_namespace": 0,
  "-init": 1,
  "-interposable": 0,
  "-interposable_list": 1,
  "-keep_private_externs": 0,
  "-keep_relocs": 0,
  "-max_default_common_align": 1,
  "-merge_zero_fill_sections": 0,
  "-move_to_ro_segment": 2,
  "-move_to_rw_segment": 2,
  "-no_branch_islands": 0,
  "-no_inits": 0,
  "-no_order_inits": 0,
  "-no_weak_exports": 0,
  "-no_weak_imports": 0,
  "-no_zero_fill_sections": 0,
  "-not_for_dyld_shared_cache": 0,
  "-objc_relative_method_lists": 0,
  "-objc_stubs_fast": 0,
  "-objc_stubs_small": 0,
  "-order_file": 1,
  "-order_file_statistics": 0,
  "-page_align_data_atoms": 0,
  "-read_only_relocs": 1,
  "-read_only_stubs": 0,
  "-section_order": 2,
  "-sectorder": 3,
  "-seg_page_size": 2,
  "-segment_order": 1,
  "-segs_read_only_addr": 1,
  "-segs_read_write_addr": 1,
  "-slow_stubs": 0,
  "-stack_addr": 1,
  "-trace_symbol_layout": 0,
  "-unaligned_pointers": 1,
  "-verbose_deduplicate": 0,
  "-warn_commons": 0,
  "-warn_compact_unwind": 0,
  "-warn_stabs": 0,
  "-warn_weak_exports": 0,
  "-weak_reference_mismatches": 1,
};

/** Outputs this linker does not make: going on would make another file than the one asked for. */
const refusedFlags: Words = { "-r": 0, "-static": 0, "-preload": 0, "-dylinker": 0 };

const each = (table: Words, apply: (name: string) => Flag["apply"]): (readonly [string, Flag])[] =>
  Object.entries(table).map(([name, words]) => [name, { words, apply: apply(name) }]);

export const acceptedFlags: Readonly<Record<string, Flag>> = Object.fromEntries([
  ...each(silentFlags, () => () => undefined),
  ...each(unsupportedFlags, (name) => (request) => {
    request.warnings.push(`${name} is not supported; the link goes on without it`);
    return undefined;
  }),
  ...each(refusedFlags, () => () => "this linker makes executables and dylibs only"),
]);
