// A small dyld for tests: maps a Mach-O program and the dylibs beside it under Linux as the kernel and dyld would, each at
// another address than it was linked for, rebases and binds them (opcode streams or chained fixups), runs their
// initializers, libraries first, and calls the entry. Libraries that do not lie beside the program are the system's: their
// names bind to this process's C library, without their underscore. It shares no code with the linker it tests.

#define _GNU_SOURCE
#include <dlfcn.h>
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
struct data { uint32_t cmd, size, off, length; };
struct entry { uint32_t cmd, size; uint64_t offset, stack; };
struct dylib { uint32_t cmd, size, name, timestamp, current, compatibility; };
struct chains { uint32_t version, starts, imports, symbols, count, format, symbols_format; };
struct starts { uint32_t size; uint16_t page_size, format; uint64_t offset; uint32_t max; uint16_t pages, page[]; } __attribute__((packed));

enum {
  LC_LOAD_DYLIB = 0xc, LC_LOAD_WEAK_DYLIB = 0x80000018, LC_REEXPORT_DYLIB = 0x8000001f, LC_SEGMENT_64 = 0x19,
  LC_DYLD_INFO_ONLY = 0x80000022, LC_MAIN = 0x80000028, LC_EXPORTS_TRIE = 0x80000033, LC_CHAINED_FIXUPS = 0x80000034,
};
enum {
  S_MOD_INIT_FUNC_POINTERS = 9, S_INIT_FUNC_OFFSETS = 0x16, S_THREAD_LOCAL_REGULAR = 0x11,
  S_THREAD_LOCAL_ZEROFILL = 0x12, S_THREAD_LOCAL_VARIABLES = 0x13,
};
enum { MH_EXECUTE = 2, MH_DYLIB = 6, SELF = 0, MAIN = -1, FLAT = -2, WEAK = -3 };

struct image {
  const char *path;
  uint8_t *file;
  uint64_t slide, text;
  struct segment *segments[32];
  int segment_count;
  struct dyld_info *info;
  struct entry *entry;
  const uint8_t *trie, *trie_end, *chains;
  // What its ordinals name; NULL for one of the system's libraries.
  struct image *libraries[32];
  int reexported[32];
  int library_count, initialized;
};
static struct image images[16];
static int image_count;
static const char *folder;

static void die(const char *what, const char *name) {
  fprintf(stderr, "loader: %s %s\n", what, name);
  _exit(125);
}

// A thread-local variable's first word: takes the descriptor, returns the variable's address, changes nothing else. The
// second word is set to the image's block.
void tlv_get_address(void);
#if defined(__x86_64__)
__asm__(".globl tlv_get_address\ntlv_get_address: movq 16(%rdi), %rax\n addq 8(%rdi), %rax\n ret\n");
#else
__asm__(".globl tlv_get_address\ntlv_get_address: ldr x16, [x0, #8]\n ldr x0, [x0, #16]\n add x0, x0, x16\n ret\n");
#endif

static void never_lazily(void) { die("the stub binder was called:", "lazy pointers are bound before the start"); }
static void no_bootstrap(void) { die("a thread-local variable was not set up", ""); }

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

/** Walks the export trie; 0 when the image does not offer the name. */
static uint64_t exported(struct image *image, const char *name, int *is_weak) {
  const uint8_t *at = image->trie;
  if (at == NULL || at == image->trie_end) return 0;
  for (;;) {
    uint64_t terminal = uleb(&at);
    if (*name == 0) {
      if (terminal == 0) return 0;
      uint64_t flags = uleb(&at), value = uleb(&at);
      *is_weak = (flags & 4) != 0;
      return (flags & 3) == 2 ? value : image->text + value;
    }
    at += terminal;
    int children = *at++;
    const uint8_t *next = NULL;
    while (children-- > 0 && next == NULL) {
      const char *edge = (const char *)at;
      size_t length = strlen(edge);
      at += length + 1;
      uint64_t offset = uleb(&at);
      if (strncmp(name, edge, length) == 0) next = image->trie + offset, name += length;
    }
    if (next == NULL) return 0;
    at = next;
  }
}

/** In a library, or in what it passes on; -1 when a library of the system's is among those. */
static uint64_t in_library(struct image *image, const char *name, int *system) {
  int weak;
  if (image == NULL) {
    *system = 1;
    return 0;
  }
  uint64_t found = exported(image, name, &weak);
  for (int i = 0; found == 0 && i < image->library_count; i++)
    if (image->reexported[i]) found = in_library(image->libraries[i], name, system);
  return found;
}

static uint64_t in_system(const char *name) {
  static uint64_t guard = 0x5bd1e995;
  if (strcmp(name, "dyld_stub_binder") == 0) return (uint64_t)never_lazily;
  if (strcmp(name, "__tlv_bootstrap") == 0) return (uint64_t)no_bootstrap;
  if (strcmp(name, "___stack_chk_guard") == 0) return (uint64_t)&guard;
  if (strcmp(name, "___stdoutp") == 0) return (uint64_t)&stdout;
  return name[0] == '_' ? (uint64_t)dlsym(RTLD_DEFAULT, name + 1) : 0;
}

/** The definition that all images use: the first strong one, else the first. */
static uint64_t everywhere(const char *name) {
  uint64_t first = 0;
  for (int i = 0; i < image_count; i++) {
    int weak = 0;
    uint64_t found = exported(&images[i], name, &weak);
    if (found != 0 && !weak) return found;
    if (first == 0) first = found;
  }
  return first;
}

static uint64_t find(struct image *image, int ordinal, const char *name, int weak_import) {
  uint64_t found = 0;
  int system = 0, weak;
  if (ordinal == FLAT || ordinal == WEAK) found = everywhere(name), system = 1;
  else if (ordinal == SELF || ordinal == MAIN) found = exported(ordinal == SELF ? image : &images[0], name, &weak);
  else if (ordinal > image->library_count) die("no library has the ordinal of", name);
  else found = in_library(image->libraries[ordinal - 1], name, &system);
  if (found == 0 && system) found = in_system(name);
  if (found == 0 && !weak_import) die("no definition of", name);
  return found;
}

static void rebase(struct image *image, const uint8_t *at, const uint8_t *end) {
  uint64_t address = 0;
  while (at < end) {
    uint8_t opcode = *at & 0xf0, immediate = *at & 0x0f;
    uint64_t count = 0, skip = 0;
    at++;
    switch (opcode) {
    case 0x00: return;
    case 0x10: continue;
    case 0x20: address = image->segments[immediate]->vmaddr + image->slide + uleb(&at); continue;
    case 0x30: address += uleb(&at); continue;
    case 0x40: address += immediate * 8; continue;
    case 0x50: count = immediate; break;
    case 0x60: count = uleb(&at); break;
    case 0x70: count = 1; skip = uleb(&at); break;
    case 0x80: count = uleb(&at); skip = uleb(&at); break;
    default: die("bad rebase opcode", "");
    }
    for (; count > 0; count--, address += 8 + skip) *(uint64_t *)address += image->slide;
  }
}

static void bind(struct image *image, const uint8_t *at, const uint8_t *end, int weak_stream, int lazy) {
  uint64_t address = 0;
  int64_t addend = 0;
  const char *name = "";
  int weak_import = 0, ordinal = 0;
  while (at < end) {
    uint8_t opcode = *at & 0xf0, immediate = *at & 0x0f;
    uint64_t count = 1, skip = 0;
    at++;
    switch (opcode) {
    case 0x00: if (lazy) continue; return;
    case 0x10: ordinal = immediate; continue;
    case 0x20: ordinal = uleb(&at); continue;
    case 0x30: ordinal = immediate == 0 ? 0 : immediate - 16; continue;
    case 0x40: name = (const char *)at; weak_import = immediate & 1; at += strlen(name) + 1; continue;
    case 0x50: continue;
    case 0x60: addend = sleb(&at); continue;
    case 0x70: address = image->segments[immediate]->vmaddr + image->slide + uleb(&at); continue;
    case 0x80: address += uleb(&at); continue;
    case 0x90: break;
    case 0xa0: skip = uleb(&at); break;
    case 0xb0: skip = immediate * 8; break;
    case 0xc0: count = uleb(&at); skip = uleb(&at); break;
    default: die("bad bind opcode", "");
    }
    // Without a definition in any of these images the earlier bind stays.
    uint64_t target = weak_stream ? everywhere(name) : find(image, ordinal, name, weak_import);
    for (; count > 0; count--, address += 8 + skip)
      if (!weak_stream || target != 0) *(uint64_t *)address = target + addend;
  }
}

/** The value that import number `number` and the bind's own addend give. */
static uint64_t imported(struct image *image, uint32_t number, uint64_t addend) {
  const struct chains *chains = (const void *)image->chains;
  const uint8_t *at = image->chains + chains->imports;
  const char *names = (const char *)image->chains + chains->symbols;
  if (number >= chains->count) die("no such import in", image->path);
  if (chains->format == 3) {
    const uint64_t *entry = (const void *)(at + 16 * number);
    return find(image, (int16_t)entry[0], names + (entry[0] >> 32), entry[0] >> 16 & 1) + entry[1] + addend;
  }
  uint32_t entry = *(const uint32_t *)(at + (chains->format == 2 ? 8 : 4) * number);
  int32_t more = chains->format == 2 ? *(const int32_t *)(at + 8 * number + 4) : 0;
  // From 0xf0 on ordinals are the special ones.
  int ordinal = (entry & 0xff) >= 0xf0 ? (int8_t)entry : (int)(entry & 0xff);
  return find(image, ordinal, names + (entry >> 9), entry >> 8 & 1) + more + addend;
}

static void follow(struct image *image, const struct starts *starts) {
  if (starts->format != 2 && starts->format != 6) die("unknown pointer format in", image->path);
  uint64_t base = starts->format == 6 ? image->text : image->slide;
  for (int page = 0; page < starts->pages; page++) {
    if (starts->page[page] == 0xffff) continue;
    uint64_t start = image->text + starts->offset + (uint64_t)page * starts->page_size;
    for (uint64_t at = start + starts->page[page];;) {
      if (at >= start + starts->page_size) die("a chain leaves its page in", image->path);
      uint64_t word = *(uint64_t *)at, next = word >> 51 & 0xfff;
      if (word >> 63) *(uint64_t *)at = imported(image, word & 0xffffff, word >> 24 & 0xff);
      else *(uint64_t *)at = (base + (word & 0xfffffffff)) | (word >> 36 & 0xff) << 56;
      if (next == 0) break;
      at += next * 4;
    }
  }
}

static void fix(struct image *image) {
  struct dyld_info *info = image->info;
  uint8_t *file = image->file;
  if (image->chains != NULL) {
    const uint8_t *list = image->chains + ((const struct chains *)image->chains)->starts;
    uint32_t count = *(const uint32_t *)list;
    for (uint32_t i = 0; i < count; i++) {
      uint32_t offset = ((const uint32_t *)list)[1 + i];
      if (offset != 0) follow(image, (const void *)(list + offset));
    }
    return;
  }
  if (info == NULL) die("no fixups in", image->path);
  rebase(image, file + info->rebase_off, file + info->rebase_off + info->rebase_size);
  bind(image, file + info->bind_off, file + info->bind_off + info->bind_size, 0, 0);
  bind(image, file + info->lazy_off, file + info->lazy_off + info->lazy_size, 0, 1);
  bind(image, file + info->weak_off, file + info->weak_off + info->weak_size, 1, 0);
}

/** Calls `visit` with every section. */
static void each_section(struct image *image, void (*visit)(struct image *, struct section *, void *), void *context) {
  for (int i = 0; i < image->segment_count; i++)
    for (uint32_t s = 0; s < image->segments[i]->nsects; s++)
      visit(image, (struct section *)(image->segments[i] + 1) + s, context);
}

struct range { uint64_t start, end; char *block; };
static void measure_block(struct image *image, struct section *section, void *context) {
  struct range *range = context;
  uint8_t type = section->flags & 0xff;
  if (type != S_THREAD_LOCAL_REGULAR && type != S_THREAD_LOCAL_ZEROFILL) return;
  if (section->addr < range->start) range->start = section->addr;
  if (section->addr + section->size > range->end) range->end = section->addr + section->size;
}
static void set_descriptors(struct image *image, struct section *section, void *context) {
  if ((section->flags & 0xff) != S_THREAD_LOCAL_VARIABLES) return;
  for (uint64_t at = section->addr; at < section->addr + section->size; at += 24) {
    uint64_t *descriptor = (uint64_t *)(at + image->slide);
    if (descriptor[0] != (uint64_t)no_bootstrap) die("a descriptor is not bound to __tlv_bootstrap in", image->path);
    descriptor[0] = (uint64_t)tlv_get_address;
    descriptor[1] = (uint64_t)((struct range *)context)->block;
  }
}
static void set_up_thread_data(struct image *image) {
  struct range range = {~0ull, 0, NULL};
  each_section(image, measure_block, &range);
  if (range.end == 0) return;
  range.block = aligned_alloc(64, (range.end - range.start + 63) & ~63ull);
  memcpy(range.block, (void *)(range.start + image->slide), range.end - range.start);
  each_section(image, set_descriptors, &range);
}

typedef int main_function(int, char **, char **);
typedef void initializer(int, char **, char **);
struct words { int count; char **words, **environment; };

static void run_section(struct image *image, struct section *section, void *context) {
  struct words *w = context;
  uint64_t start = section->addr + image->slide, end = start + section->size;
  if ((section->flags & 0xff) == S_MOD_INIT_FUNC_POINTERS)
    for (uint64_t at = start; at < end; at += 8) (*(initializer **)at)(w->count, w->words, w->environment);
  if ((section->flags & 0xff) == S_INIT_FUNC_OFFSETS)
    for (uint64_t at = start; at < end; at += 4)
      ((initializer *)(image->text + *(uint32_t *)at))(w->count, w->words, w->environment);
}
static void initialize(struct image *image, struct words *words) {
  if (image->initialized) return;
  image->initialized = 1;
  for (int i = 0; i < image->library_count; i++)
    if (image->libraries[i] != NULL) initialize(image->libraries[i], words);
  each_section(image, run_section, words);
}

static struct image *load(const char *path, uint32_t filetype);

/** A library that lies beside the program; NULL for one of the system's. */
static struct image *load_library(const char *install_name) {
  const char *last = strrchr(install_name, '/');
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, last == NULL ? install_name : last + 1);
  for (int i = 0; i < image_count; i++)
    if (strcmp(images[i].path, path) == 0) return &images[i];
  return access(path, R_OK) == 0 ? load(strdup(path), MH_DYLIB) : NULL;
}

static void map(struct image *image) {
  for (int i = 0; i < image->segment_count; i++) {
    struct segment *s = image->segments[i];
    if (s->initprot == 0 || s->vmsize == 0) continue;
    void *place = (void *)(s->vmaddr + image->slide);
    if (strcmp(s->name, "__TEXT") == 0) image->text = (uint64_t)place;
    if (mmap(place, s->vmsize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != place)
      die("cannot map", s->name);
    memcpy(place, image->file + s->fileoff, s->filesize);
  }
}

static void protect(struct image *image) {
  for (int i = 0; i < image->segment_count; i++) {
    struct segment *s = image->segments[i];
    if (s->initprot == 0 || s->vmsize == 0) continue;
    // SG_READ_ONLY: dyld takes the right to write away once it has filled the pointers.
    int protection = s->flags & 0x10 ? 1 : s->initprot;
    if (mprotect((void *)(s->vmaddr + image->slide), s->vmsize, protection) != 0) die("cannot protect", s->name);
    __builtin___clear_cache((char *)(s->vmaddr + image->slide), (char *)(s->vmaddr + image->slide + s->vmsize));
  }
}

static void read_command(struct image *image, const uint8_t *at) {
  const struct data *data = (const void *)at;
  switch (data->cmd) {
  case LC_SEGMENT_64: image->segments[image->segment_count++] = (void *)at; break;
  case LC_MAIN: image->entry = (void *)at; break;
  case LC_CHAINED_FIXUPS: image->chains = image->file + data->off; break;
  case LC_EXPORTS_TRIE:
    image->trie = image->file + data->off;
    image->trie_end = image->trie + data->length;
    break;
  case LC_DYLD_INFO_ONLY:
    image->info = (void *)at;
    image->trie = image->file + image->info->export_off;
    image->trie_end = image->trie + image->info->export_size;
    break;
  case LC_LOAD_DYLIB: case LC_LOAD_WEAK_DYLIB: case LC_REEXPORT_DYLIB: {
    int number = image->library_count++;
    image->reexported[number] = data->cmd == LC_REEXPORT_DYLIB;
    image->libraries[number] = load_library((const char *)at + ((const struct dylib *)at)->name);
  }
  }
}

static struct image *load(const char *path, uint32_t filetype) {
  struct image *image = &images[image_count];
  int fd = open(path, O_RDONLY);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) die("cannot open", path);
  image->path = path;
  image->file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  image->slide = 0x12340000 + (uint64_t)image_count * 0x210000000;
  image_count++;
  const struct header *header = (const void *)image->file;
  if (header->magic != 0xfeedfacf || header->filetype != filetype) die("not the kind of image that is wanted:", path);
  const uint8_t *at = image->file + sizeof *header;
  for (uint32_t i = 0; i < header->ncmds; i++, at += ((struct command *)at)->size) read_command(image, at);
  map(image);
  return image;
}

int main(int argc, char **argv, char **environment) {
  if (argc < 2) die("usage: loader", "image [arguments]");
  char *slash = strrchr(argv[1], '/');
  folder = slash == NULL ? "." : strndup(argv[1], slash - argv[1]);
  struct image *program = load(argv[1], MH_EXECUTE);
  if (program->entry == NULL) die("no entry in", argv[1]);
  for (int i = 0; i < image_count; i++) fix(&images[i]);
  for (int i = 0; i < image_count; i++) set_up_thread_data(&images[i]);
  for (int i = 0; i < image_count; i++) protect(&images[i]);
  struct words words = {argc - 1, argv + 1, environment};
  initialize(program, &words);
  int result = ((main_function *)(program->text + program->entry->offset))(argc - 1, argv + 1, environment);
  fflush(stdout);
  exit(result);
}
