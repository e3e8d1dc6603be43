#!/usr/bin/env bash
# tools/bench.sh [CASES]: every promise of bench/ measured in one run; what each says goes to build/bench,
# too. What needs the reference data beside the repository is left out, and said, where it is absent.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${1:-100000}
data=../shared/data
mkdir -p build/bench
CXX=clang++-19 cmake --log-level=WARNING -G Ninja -B build/release -S . >/dev/null
cmake --build build/release --target turnstone bench_{start,rules,cross_table,search,estimate,release,release_dp,private_matching} >/dev/null

measure() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "build/bench/$name.txt"
}
with_data() {
  if [[ -e $2 ]]; then measure "$1" "${@:3}"; else printf '\n== %s: left out, %s is not there\n' "$1" "$2"; fi
}

measure server node bench/server.mjs "$cases"
measure start build/release/bench_start "$cases"
measure start_million build/release/bench_start 1000000 build/bench/million  # 9 GB, kept
measure cross_table build/release/bench_cross_table
measure search build/release/bench_search
measure rules build/release/bench_rules
with_data estimate "$data/mse" build/release/bench_estimate "$data/mse"
with_data release "$data/ctdc" build/release/bench_release "$data"/ctdc/*sample*.csv
with_data release_dp "$data/ctdc" build/release/bench_release_dp "$data"/ctdc/*sample*.csv
with_data private_matching "$data/linkage" build/release/bench_private_matching "$data/linkage"
