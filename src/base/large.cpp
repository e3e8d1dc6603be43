#include "base/large.h"

#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace ts {
namespace {

constexpr std::size_t page = std::size_t{2} << 20, least = page / 2;

}  // namespace

void* allocate_large(std::size_t bytes) {
  if (bytes < least) return ::operator new(bytes);
  const auto whole = (bytes + page - 1) / page * page;
  void* const out = whole < bytes ? nullptr : std::aligned_alloc(page, whole);
  if (out == nullptr) throw std::bad_alloc{};
  // A wish: where it is not granted, pages are small.
  (void)madvise(out, whole, MADV_HUGEPAGE);
  return out;
}

void free_large(void* memory, std::size_t bytes) noexcept {
  if (bytes < least)
    ::operator delete(memory);
  else
    std::free(memory);
}

void keep_freed_memory() {
  constexpr std::size_t room = 6 * page;
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  // Above the room, so that it is where small pieces will be; then what is larger comes and goes.
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(2 * room));
  free_large(allocate_large(room), room);
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(4 * page));
}

}  // namespace ts
