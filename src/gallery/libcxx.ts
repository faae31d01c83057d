// Text stubs of the C++ libraries: libc++ passes on the names of libc++abi, which holds exceptions, type information and
// allocation. Operators new and delete are weak there: a program's own ones replace them everywhere.

export const libcxx = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libc++.1.dylib'
current-version: 1300.25
reexported-libraries:
  - targets:         [ x86_64-macos, arm64-macos ]
    libraries:       [ '/usr/lib/libc++abi.dylib' ]
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ __ZNSt3__112__next_primeEm, __ZNSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEE6appendEPKc,
                       __ZNSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEE6appendEPKcm,
                       __ZNSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEE9push_backEc,
                       __ZNSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEC1ERKS5_,
                       __ZNSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEED1Ev,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEE3putEc,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEE5flushEv,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEE6sentryC1ERS3_,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEE6sentryD1Ev,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEElsEPKv,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEElsEd,
                       __ZNSt3__113basic_ostreamIcNS_11char_traitsIcEEElsEi, __ZNSt3__119__shared_weak_count14__release_weakEv,
                       __ZNSt3__119__shared_weak_countD2Ev, __ZNSt3__13cinE, __ZNSt3__14cerrE, __ZNSt3__14coutE,
                       __ZNSt3__15mutex4lockEv, __ZNSt3__15mutex6unlockEv, __ZNSt3__15mutexD1Ev, __ZNSt3__16localeD1Ev,
                       __ZNSt3__18ios_base4initEPv, __ZNSt3__18ios_base5clearEj ]
--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libc++abi.dylib'
current-version: 1300.25
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ __ZNKSt13runtime_error4whatEv, __ZNKSt9exception4whatEv, __ZNSt11logic_errorC2EPKc,
                       __ZNSt11logic_errorD2Ev, __ZNSt12length_errorD1Ev, __ZNSt12out_of_rangeD1Ev, __ZNSt13runtime_errorC1EPKc,
                       __ZNSt13runtime_errorD1Ev, __ZNSt9bad_allocC1Ev, __ZNSt9bad_allocD1Ev, __ZNSt9exceptionD2Ev,
                       __ZSt13set_terminatePFvvE, __ZSt17rethrow_exceptionSt13exception_ptr, __ZSt18uncaught_exceptionv,
                       __ZSt19uncaught_exceptionsv, __ZSt7nothrow, __ZSt9terminatev, __ZTIPKc, __ZTIPc, __ZTISt11logic_error,
                       __ZTISt12length_error, __ZTISt12out_of_range, __ZTISt13runtime_error, __ZTISt9bad_alloc,
                       __ZTISt9exception, __ZTIb, __ZTIc, __ZTId, __ZTIf, __ZTIi, __ZTIj, __ZTIl, __ZTIm, __ZTIv,
                       __ZTVN10__cxxabiv116__enum_type_infoE, __ZTVN10__cxxabiv117__array_type_infoE,
                       __ZTVN10__cxxabiv117__class_type_infoE, __ZTVN10__cxxabiv119__pointer_type_infoE,
                       __ZTVN10__cxxabiv120__function_type_infoE, __ZTVN10__cxxabiv120__si_class_type_infoE,
                       __ZTVN10__cxxabiv121__vmi_class_type_infoE, __ZTVN10__cxxabiv123__fundamental_type_infoE,
                       __ZTVN10__cxxabiv129__pointer_to_member_type_infoE, __ZTVSt11logic_error, __ZTVSt12length_error,
                       __ZTVSt12out_of_range, __ZTVSt13runtime_error, __ZTVSt9bad_alloc, __ZTVSt9exception,
                       ___cxa_allocate_exception, ___cxa_bad_cast, ___cxa_bad_typeid, ___cxa_begin_catch,
                       ___cxa_call_unexpected, ___cxa_current_exception_type, ___cxa_deleted_virtual, ___cxa_demangle,
                       ___cxa_end_catch, ___cxa_free_exception, ___cxa_get_exception_ptr, ___cxa_guard_abort,
                       ___cxa_guard_acquire, ___cxa_guard_release, ___cxa_init_primary_exception, ___cxa_pure_virtual,
                       ___cxa_rethrow, ___cxa_throw, ___cxa_throw_bad_array_new_length, ___dynamic_cast, ___gxx_personality_v0 ]
    weak-symbols:    [ __ZdaPv, __ZdaPvRKSt9nothrow_t, __ZdaPvSt11align_val_t, __ZdaPvm, __ZdlPv, __ZdlPvRKSt9nothrow_t,
                       __ZdlPvSt11align_val_t, __ZdlPvm, __Znam, __ZnamRKSt9nothrow_t, __ZnamSt11align_val_t, __Znwm,
                       __ZnwmRKSt9nothrow_t, __ZnwmSt11align_val_t ]
...
`;
