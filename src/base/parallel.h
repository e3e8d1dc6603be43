#pragma once

#include <cstddef>
#include <functional>

namespace ts {

/// Runs `work(i)` for every i below `count` on up to `threads` threads (0: one a processor), each i
/// once, in no order that can be relied on. The first exception stops what has not begun, and is
/// rethrown. With one thread, or one i, everything runs on the caller's.
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t)>& work);

/// How many threads 0 stands for.
unsigned processors();

}  // namespace ts
