#!/usr/bin/env bash
# tools/fuzz.sh [SECONDS [NAME...]]: feeds readers of foreign bytes (all of them) with nonsense for so
# many seconds each (60), one a processor at a time. What breaks one is kept in build/fuzz/found, what
# teaches a fuzzer something new in build/fuzz/corpus, for the next time; the smallest files that reach
# the same go into tests/fuzz/corpus, which every run of the tests replays. How many seconds of a
# processor each has had in all without a finding is kept in tests/fuzz/time.csv.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
cmake --log-level=WARNING -G Ninja -B build/fuzz -S . -DTS_FUZZ=ON -DTS_TOGETHER=ON -DTS_PCH=OFF \
  -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19 >/dev/null
cmake --build build/fuzz --target fuzzers
names=("$@")
((${#names[@]})) || for source in tests/fuzz/*.cpp; do names+=("$(basename "$source" .cpp)"); done
times=tests/fuzz/time.csv
mkdir -p build/fuzz/{found,log}

# remember NAME SECONDS INPUTS: added to what is known of it.
remember() {
  (
    flock 9
    {
      echo name,cpu_seconds,inputs
      { [[ ! -e $times ]] || tail -n +2 "$times"; echo "$1,$2,$3"; } |
        awk -F, -v OFS=, '{ s[$1] += $2; n[$1] += $3 } END { for (each in s) print each, s[each], n[each] }' | sort
    } >build/fuzz/time.csv
    mv build/fuzz/time.csv "$times"
  ) 9>build/fuzz/time.lock
}

# An input may take five minutes by the clock: the machine may have other work to do first.
fuzz() {
  local name=$1 own=build/fuzz/corpus/$1 kept=tests/fuzz/corpus/$1 log=build/fuzz/log/$1 spent TIMEFORMAT=%0U
  mkdir -p "$own" "$kept"
  if ! spent=$({
    time "build/fuzz/fuzz_$name" "$own" "$kept" -max_total_time="$seconds" -max_len=4096 \
      -timeout=300 -rss_limit_mb=1024 -artifact_prefix="build/fuzz/found/$name-" \
      -print_final_stats=1 -print_funcs=0 -verbosity=0 >"$log" 2>&1
  } 2>&1); then
    echo "$name: a finding; from $log:"
    tail -n 30 "$log"
    return 1
  fi
  remember "$name" "$spent" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
  # Small files only: they say most about where they lead, and the repository keeps them for good.
  "build/fuzz/fuzz_$name" -merge=1 -max_len=256 -verbosity=0 "$kept" "$own" >>"$log" 2>&1
  # Some forty, small and larger ones, beside what once broke something.
  node tools/thin_corpus.mjs "$kept"
  echo "$name: nothing found"
}

failed=0
for name in "${names[@]}"; do
  while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || failed=1; done
  fuzz "$name" &
done
while (($(jobs -rp | wc -l))); do wait -n || failed=1; done
cat "$times"
exit "$failed"
