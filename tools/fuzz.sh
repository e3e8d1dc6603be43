#!/usr/bin/env bash
# tools/fuzz.sh [SECONDS [NAME...]]: feeds readers of foreign bytes (all of them) with nonsense for so
# many seconds each (60). What breaks one is kept in build/fuzz/found, what teaches a fuzzer something
# new in build/fuzz/corpus, for the next time; the smallest files that reach the same go into
# tests/fuzz/corpus, which every run of the tests replays.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
cmake --log-level=WARNING -G Ninja -B build/fuzz -S . -DTS_FUZZ=ON -DTS_PCH=OFF \
  -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 >/dev/null
cmake --build build/fuzz --target fuzzers
names=("$@")
((${#names[@]})) || for source in tests/fuzz/*.cpp; do names+=("$(basename "$source" .cpp)"); done
for name in "${names[@]}"; do
  own=build/fuzz/corpus/$name
  kept=tests/fuzz/corpus/$name
  mkdir -p "$own" "$kept" build/fuzz/found
  echo "$name"
  "build/fuzz/fuzz_$name" "$own" "$kept" -max_total_time="$seconds" -max_len=4096 \
    -timeout=5 -rss_limit_mb=1024 -artifact_prefix="build/fuzz/found/$name-" \
    -print_final_stats=1 -print_funcs=0 -verbosity=0
  # Small files only: they say most about where they lead, and the repository keeps them for good.
  "build/fuzz/fuzz_$name" -merge=1 -max_len=256 -verbosity=0 "$kept" "$own"
  # Some forty, small and larger ones, beside what once broke something.
  node tools/thin_corpus.mjs "$kept"
done
