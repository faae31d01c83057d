// A small dyld for tests: maps a Mach-O executable under Linux as the kernel would, at another address than it was
// linked for, rebases and binds it from LC_DYLD_INFO_ONLY, runs its initializers and calls its entry. Names bind to this
// process's C library, without their underscore. It shares no code with the linker it tests.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct header { uint32_t magic, cputype, cpusubtype, filetype, ncmds, sizeofcmds, flags, reserved; };
struct command { uint32_t cmd, size; };
struct segment {
  uint32_t cmd, size; char name[16]; uint64_t vmaddr, vmsize, fileoff, filesize;
  uint32_t maxprot, initprot, nsects, flags;
};
struct section {
  char name[16], segname[16]; uint64_t addr, size;
  uint32_t offset, align, reloff, nreloc, flags, reserved1, reserved2, reserved3;
};
struct dyld_info {
  uint32_t cmd, size, rebase_off, rebase_size, bind_off, bind_size, weak_off, weak_size, lazy_off, lazy_size,
      export_off, export_size;
};
struct symtab { uint32_t cmd, size, symoff, nsyms, stroff, strsize; };
struct nlist { uint32_t strx; uint8_t type, sect; uint16_t desc; uint64_t value; };
struct entry { uint32_t cmd, size; uint64_t offset, stack; };

enum { LC_SYMTAB = 2, LC_SEGMENT_64 = 0x19, LC_DYLD_INFO_ONLY = 0x80000022, LC_MAIN = 0x80000028 };
enum { S_MOD_INIT_FUNC_POINTERS = 9, S_THREAD_LOCAL_REGULAR = 0x11, S_THREAD_LOCAL_ZEROFILL = 0x12, S_THREAD_LOCAL_VARIABLES = 0x13 };

static uint64_t slide;
static uint8_t *file;
static struct segment *segments[32];
static int segment_count;
static struct symtab *symbols;
char *tlv_block;

static void die(const char *what, const char *name) {
  fprintf(stderr, "loader: %s %s\n", what, name);
  _exit(125);
}

// A thread-local variable's first word: takes the descriptor, returns the variable's address, changes nothing else.
void tlv_get_address(void);
#if defined(__x86_64__)
__asm__(".globl tlv_get_address\ntlv_get_address: movq 16(%rdi), %rax\n addq tlv_block(%rip), %rax\n ret\n");
#else
__asm__(".globl tlv_get_address\ntlv_get_address: ldr x0, [x0, #16]\n adrp x16, tlv_block\n"
        " ldr x16, [x16, :lo12:tlv_block]\n add x0, x0, x16\n ret\n");
#endif

static void never_lazily(void) { die("the stub binder was called:", "lazy pointers are bound before the start"); }
static void no_bootstrap(void) { die("a thread-local variable was not set up", ""); }

/** An exported definition of the image itself, for weak binds; 0 without one. */
static uint64_t own(const char *name) {
  const struct nlist *list = (const void *)(file + symbols->symoff);
  for (uint32_t i = 0; i < symbols->nsyms; i++)
    if ((list[i].type & 0x0f) == 0x0f && strcmp((char *)file + symbols->stroff + list[i].strx, name) == 0)
      return list[i].value + slide;
  return 0;
}

static uint64_t find(const char *name, int weak_import) {
  if (strcmp(name, "dyld_stub_binder") == 0) return (uint64_t)never_lazily;
  if (strcmp(name, "__tlv_bootstrap") == 0) return (uint64_t)no_bootstrap;
  static uint64_t guard = 0x5bd1e995;
  if (strcmp(name, "___stack_chk_guard") == 0) return (uint64_t)&guard;
  if (strcmp(name, "___stdoutp") == 0) return (uint64_t)&stdout;
  void *found = name[0] == '_' ? dlsym(RTLD_DEFAULT, name + 1) : NULL;
  if (found == NULL && !weak_import) die("no definition of", name);
  return (uint64_t)found;
}

static uint64_t uleb(const uint8_t **at) {
  uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}
static int64_t sleb(const uint8_t **at) {
  int64_t value = 0;
  int shift = 0;
  uint8_t byte;
  do {
    byte = *(*at)++;
    value |= (int64_t)(byte & 0x7f) << shift;
    shift += 7;
  } while (byte >= 0x80);
  return shift < 64 && (byte & 0x40) ? value | -((int64_t)1 << shift) : value;
}

static void rebase(const uint8_t *at, const uint8_t *end) {
  uint64_t address = 0;
  while (at < end) {
    uint8_t opcode = *at & 0xf0, immediate = *at & 0x0f;
    uint64_t count = 0, skip = 0;
    at++;
    switch (opcode) {
    case 0x00: return;
    case 0x10: continue;
    case 0x20: address = segments[immediate]->vmaddr + slide + uleb(&at); continue;
    case 0x30: address += uleb(&at); continue;
    case 0x40: address += immediate * 8; continue;
    case 0x50: count = immediate; break;
    case 0x60: count = uleb(&at); break;
    case 0x70: count = 1; skip = uleb(&at); break;
    case 0x80: count = uleb(&at); skip = uleb(&at); break;
    default: die("bad rebase opcode", "");
    }
    for (; count > 0; count--, address += 8 + skip) *(uint64_t *)address += slide;
  }
}

static void bind(const uint8_t *at, const uint8_t *end, int weak_stream, int lazy) {
  uint64_t address = 0;
  int64_t addend = 0;
  const char *name = "";
  int weak_import = 0;
  while (at < end) {
    uint8_t opcode = *at & 0xf0, immediate = *at & 0x0f;
    uint64_t count = 1, skip = 0;
    at++;
    switch (opcode) {
    case 0x00: if (lazy) continue; return;
    case 0x10: case 0x30: case 0x50: continue;
    case 0x20: uleb(&at); continue;
    case 0x40: name = (const char *)at; weak_import = immediate & 1; at += strlen(name) + 1; continue;
    case 0x60: addend = sleb(&at); continue;
    case 0x70: address = segments[immediate]->vmaddr + slide + uleb(&at); continue;
    case 0x80: address += uleb(&at); continue;
    case 0x90: break;
    case 0xa0: skip = uleb(&at); break;
    case 0xb0: skip = immediate * 8; break;
    case 0xc0: count = uleb(&at); skip = uleb(&at); break;
    default: die("bad bind opcode", "");
    }
    // One image: its own weak definition is the one all use; without one the earlier bind stays.
    uint64_t target = weak_stream ? own(name) : find(name, weak_import);
    for (; count > 0; count--, address += 8 + skip)
      if (!weak_stream || target != 0) *(uint64_t *)address = target + addend;
  }
}

static void set_up_thread_data(void) {
  uint64_t start = ~0ull, end = 0;
  for (int i = 0; i < segment_count; i++) {
    struct section *list = (void *)(segments[i] + 1);
    for (uint32_t s = 0; s < segments[i]->nsects; s++) {
      uint8_t type = list[s].flags & 0xff;
      if (type != S_THREAD_LOCAL_REGULAR && type != S_THREAD_LOCAL_ZEROFILL) continue;
      if (list[s].addr < start) start = list[s].addr;
      if (list[s].addr + list[s].size > end) end = list[s].addr + list[s].size;
    }
  }
  if (end == 0) return;
  tlv_block = aligned_alloc(64, (end - start + 63) & ~63ull);
  memcpy(tlv_block, (void *)(start + slide), end - start);
  for (int i = 0; i < segment_count; i++) {
    struct section *list = (void *)(segments[i] + 1);
    for (uint32_t s = 0; s < segments[i]->nsects; s++)
      if ((list[s].flags & 0xff) == S_THREAD_LOCAL_VARIABLES)
        for (uint64_t at = list[s].addr; at < list[s].addr + list[s].size; at += 24)
          *(uint64_t *)(at + slide) = (uint64_t)tlv_get_address;
  }
}

typedef int main_function(int, char **, char **);
typedef void initializer(int, char **, char **);

static void run_initializers(int argc, char **argv, char **environment) {
  for (int i = 0; i < segment_count; i++) {
    struct section *list = (void *)(segments[i] + 1);
    for (uint32_t s = 0; s < segments[i]->nsects; s++)
      if ((list[s].flags & 0xff) == S_MOD_INIT_FUNC_POINTERS)
        for (uint64_t at = list[s].addr; at < list[s].addr + list[s].size; at += 8)
          (*(initializer **)(at + slide))(argc, argv, environment);
  }
}

int main(int argc, char **argv, char **environment) {
  if (argc < 2) die("usage: loader", "image [arguments]");
  int fd = open(argv[1], O_RDONLY);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) die("cannot open", argv[1]);
  file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  const struct header *header = (const void *)file;
  if (header->magic != 0xfeedfacf || header->filetype != 2) die("no executable:", argv[1]);
  slide = 0x12340000;
  struct dyld_info *info = NULL;
  struct entry *entry = NULL;
  const uint8_t *at = file + sizeof *header;
  for (uint32_t i = 0; i < header->ncmds; i++, at += ((struct command *)at)->size) {
    switch (((struct command *)at)->cmd) {
    case LC_SEGMENT_64: segments[segment_count++] = (void *)at; break;
    case LC_DYLD_INFO_ONLY: info = (void *)at; break;
    case LC_MAIN: entry = (void *)at; break;
    case LC_SYMTAB: symbols = (void *)at; break;
    }
  }
  if (info == NULL || entry == NULL || symbols == NULL) die("load commands are missing in", argv[1]);
  for (int i = 0; i < segment_count; i++) {
    struct segment *s = segments[i];
    if (s->initprot == 0 || s->vmsize == 0) continue;
    void *place = (void *)(s->vmaddr + slide);
    if (mmap(place, s->vmsize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != place)
      die("cannot map", s->name);
    memcpy(place, file + s->fileoff, s->filesize);
  }
  rebase(file + info->rebase_off, file + info->rebase_off + info->rebase_size);
  bind(file + info->bind_off, file + info->bind_off + info->bind_size, 0, 0);
  bind(file + info->lazy_off, file + info->lazy_off + info->lazy_size, 0, 1);
  bind(file + info->weak_off, file + info->weak_off + info->weak_size, 1, 0);
  set_up_thread_data();
  uint64_t text = 0;
  for (int i = 0; i < segment_count; i++) {
    struct segment *s = segments[i];
    if (s->initprot == 0 || s->vmsize == 0) continue;
    if (strcmp(s->name, "__TEXT") == 0) text = s->vmaddr + slide;
    // SG_READ_ONLY: dyld takes the right to write away once it has filled the pointers.
    int protection = s->flags & 0x10 ? 1 : s->initprot;
    if (mprotect((void *)(s->vmaddr + slide), s->vmsize, protection) != 0) die("cannot protect", s->name);
    __builtin___clear_cache((char *)(s->vmaddr + slide), (char *)(s->vmaddr + slide + s->vmsize));
  }
  run_initializers(argc - 1, argv + 1, environment);
  int result = ((main_function *)(text + entry->offset))(argc - 1, argv + 1, environment);
  fflush(stdout);
  exit(result);
}
