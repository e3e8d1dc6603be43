#pragma once

#include <sys/resource.h>

/// What this process has used so far.
namespace ts {

inline rusage resources_used() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used;
}

inline double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Processor time of all threads, user and system.
inline double cpu_seconds() {
  const auto used = resources_used();
  return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

/// Memory at its peak; ru_maxrss is in KiB.
inline double peak_megabytes() { return static_cast<double>(resources_used().ru_maxrss) / 1024; }

}  // namespace ts
