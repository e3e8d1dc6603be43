#!/usr/bin/env bash
# Feeds each reader of foreign bytes with nonsense for so many seconds (60). What breaks one is kept
# in build/fuzz/found; what teaches a fuzzer something new in build/fuzz/corpus, for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
cmake --log-level=WARNING -G Ninja -B build/fuzz -S . -DTS_FUZZ=ON -DTS_PCH=OFF \
  -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 >/dev/null
cmake --build build/fuzz --target fuzzers
for source in tests/fuzz/*.cpp; do
  name=$(basename "$source" .cpp)
  mkdir -p "build/fuzz/corpus/$name" "build/fuzz/found"
  echo "$name"
  "build/fuzz/fuzz_$name" "build/fuzz/corpus/$name" -max_total_time="$seconds" -max_len=4096 \
    -timeout=5 -rss_limit_mb=1024 -artifact_prefix="build/fuzz/found/$name-" \
    -print_final_stats=1 -print_funcs=0 -verbosity=0
done
