#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace ts {

/// Memory of so many bytes, `std::bad_alloc` if there is none; of a megabyte or more in large
/// pages, where the system has some.
void* allocate_large(std::size_t bytes);
/// What `allocate_large` gave for the same number of bytes.
void free_large(void* memory, std::size_t bytes) noexcept;

template <typename T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <typename U>
  LargePages(const LargePages<U>&) noexcept {}
  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length{};
    return static_cast<T*>(allocate_large(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept { free_large(memory, count * sizeof(T)); }
  friend bool operator==(const LargePages&, const LargePages&) { return true; }
};

/// For columns of millions of rows: with small pages a tenth of linking two lists is the kernel
/// bringing one after the other. Of types that need no more than usual alignment.
template <typename T>
using LargeVector = std::vector<T, LargePages<T>>;

/// For a program that calculates and ends: what it frees stays with it, and its first room is in
/// large pages. Without this malloc gives larger pieces back and has them brought anew, page by
/// page.
void keep_freed_memory();

}  // namespace ts
