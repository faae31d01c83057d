// The text stub of the library every program on macOS links with: names only, as an SDK's .tbd file lists them. It holds
// what C programs and examples usually call; the real one has some nine thousand names in some forty libraries.

export const libSystem = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libSystem.B.dylib'
current-version: 1311.100.3
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ __Block_copy, __Block_object_assign, __Block_object_dispose, __Block_release, __DefaultRuneLocale,
                       __NSConcreteGlobalBlock, __NSConcreteStackBlock, __NSGetArgc, __NSGetArgv, __NSGetEnviron,
                       __NSGetExecutablePath, __Unwind_Backtrace, __Unwind_DeleteException, __Unwind_GetIP,
                       __Unwind_GetLanguageSpecificData, __Unwind_GetRegionStart, __Unwind_RaiseException, __Unwind_Resume,
                       __Unwind_SetGR, __Unwind_SetIP, ___assert_rtn, ___bzero, ___cxa_atexit, ___cxa_finalize, ___divti3,
                       ___error, ___exp10, ___maskrune, ___memcpy_chk, ___memmove_chk, ___memset_chk, ___modti3,
                       ___sincos_stret, ___sincosf_stret, ___snprintf_chk, ___sprintf_chk, ___stack_chk_fail,
                       ___stack_chk_guard, ___stderrp, ___stdinp, ___stdoutp, ___strcat_chk, ___strcpy_chk, ___strncpy_chk,
                       ___tolower, ___toupper, ___udivti3, ___umodti3, __dyld_get_image_header, __dyld_get_image_name,
                       __dyld_get_image_vmaddr_slide, __dyld_image_count, __exit, __longjmp, __setjmp, __tlv_atexit,
                       __tlv_bootstrap, _abort, _abs, _access, _acos, _acosf, _arc4random, _arc4random_buf, _arc4random_uniform,
                       _asctime, _asin, _asinf, _asprintf, _atan, _atan2, _atan2f, _atanf, _atexit, _atof, _atoi, _atol, _atoll,
                       _basename, _bcmp, _bcopy, _bind, _bsearch, _bzero, _calloc, _cbrt, _ceil, _ceilf, _chdir, _chmod,
                       _clearerr, _clock, _clock_gettime, _clock_gettime_nsec_np, _close, _closedir, _connect, _copysign, _cos,
                       _cosf, _cosh, _ctime, _difftime, _dirname, _dispatch_async, _dispatch_async_f,
                       _dispatch_get_global_queue, _dispatch_main, _dispatch_once, _dispatch_once_f, _dispatch_sync,
                       _dispatch_sync_f, _div, _dlclose, _dlerror, _dlopen, _dlsym, _dprintf, _dup, _dup2,
                       _dyld_get_program_sdk_version, _environ, _erf, _execl, _execlp, _execv, _execve, _execvp, _exit, _exp,
                       _exp2, _expf, _expm1, _fabs, _fabsf, _fclose, _fdopen, _feof, _ferror, _fflush, _fgetc, _fgets, _fileno,
                       _floor, _floorf, _fma, _fmax, _fmin, _fmod, _fmodf, _fopen, _fork, _fprintf, _fputc, _fputs, _fread,
                       _free, _freopen, _frexp, _fscanf, _fseek, _fseeko, _fstat, _fsync, _ftell, _ftello, _ftruncate, _fwrite,
                       _getc, _getchar, _getcwd, _getdelim, _getenv, _geteuid, _getgid, _getline, _getopt, _getpagesize,
                       _getpgid, _getpid, _getppid, _getrusage, _gets, _gettimeofday, _getuid, _gmtime, _gmtime_r, _hypot,
                       _ioctl, _isalnum, _isalpha, _isascii, _isatty, _isblank, _iscntrl, _isdigit, _isgraph, _islower,
                       _isprint, _ispunct, _isspace, _isupper, _isxdigit, _kill, _labs, _ldexp, _ldiv, _listen, _llabs,
                       _localtime, _localtime_r, _log, _log10, _log1p, _log2, _logf, _longjmp, _lseek, _lstat,
                       _mach_absolute_time, _mach_task_self_, _mach_timebase_info, _malloc, _malloc_size, _memccpy, _memchr,
                       _memcmp, _memcpy, _memmem, _memmove, _memset, _memset_pattern16, _memset_pattern4, _memset_pattern8,
                       _mkdir, _mkdtemp, _mkstemp, _mktime, _mlock, _mmap, _modf, _mprotect, _msync, _munmap, _nan, _nanosleep,
                       _open, _opendir, _os_log_create, _os_unfair_lock_lock, _os_unfair_lock_unlock, _pause, _pclose, _perror,
                       _pipe, _poll, _popen, _posix_memalign, _pow, _powf, _pread, _printf, _pthread_attr_destroy,
                       _pthread_attr_init, _pthread_cond_broadcast, _pthread_cond_destroy, _pthread_cond_init,
                       _pthread_cond_signal, _pthread_cond_wait, _pthread_create, _pthread_detach, _pthread_equal,
                       _pthread_exit, _pthread_getspecific, _pthread_join, _pthread_key_create, _pthread_key_delete,
                       _pthread_mutex_destroy, _pthread_mutex_init, _pthread_mutex_lock, _pthread_mutex_trylock,
                       _pthread_mutex_unlock, _pthread_once, _pthread_rwlock_rdlock, _pthread_rwlock_unlock,
                       _pthread_rwlock_wrlock, _pthread_self, _pthread_setspecific, _putc, _putchar, _putenv, _puts, _pwrite,
                       _qsort, _qsort_r, _raise, _rand, _rand_r, _random, _read, _readdir, _readlink, _realloc, _reallocf,
                       _realpath, _recv, _recvfrom, _remove, _rename, _rewind, _rindex, _rmdir, _round, _roundf, _scanf,
                       _sched_yield, _select, _send, _sendto, _setbuf, _setenv, _setjmp, _setlocale, _setsockopt, _setvbuf,
                       _sigaction, _sigaddset, _sigemptyset, _signal, _sigprocmask, _sin, _sinf, _sinh, _sleep, _snprintf,
                       _socket, _sprintf, _sqrt, _sqrtf, _srand, _srandom, _sscanf, _stat, _stpcpy, _stpncpy, _strcasecmp,
                       _strcat, _strchr, _strcmp, _strcoll, _strcpy, _strcspn, _strdup, _strerror, _strerror_r, _strftime,
                       _strlcat, _strlcpy, _strlen, _strncasecmp, _strncat, _strncmp, _strncpy, _strndup, _strnlen, _strpbrk,
                       _strrchr, _strsep, _strsignal, _strspn, _strstr, _strtod, _strtof, _strtok, _strtok_r, _strtol, _strtold,
                       _strtoll, _strtoq, _strtoul, _strtoull, _strtoumax, _strxfrm, _symlink, _sysconf, _sysctl, _sysctlbyname,
                       _system, _tan, _tanf, _tanh, _time, _times, _tmpfile, _tolower, _toupper, _trunc, _truncate, _truncf,
                       _ttyname, _umask, _uname, _ungetc, _unlink, _unsetenv, _usleep, _vasprintf, _vfprintf, _vprintf, _vscanf,
                       _vsnprintf, _vsprintf, _wait, _waitpid, _wcscmp, _wcscpy, _wcslen, _write, _writev, dyld_stub_binder ]
  - targets:         [ x86_64-macos ]
    symbols:         [ '_close$NOCANCEL', '_fdopen$DARWIN_EXTSN', '_fopen$DARWIN_EXTSN', '_fstat$INODE64', '_lstat$INODE64',
                       '_opendir$INODE64', '_readdir$INODE64', '_realpath$DARWIN_EXTSN', '_select$1050', '_stat$INODE64' ]
...
`;
