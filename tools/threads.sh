#!/usr/bin/env bash
# tools/threads.sh [MODULE...]: runs the tests of the modules in which several threads meet (all of
# them) under the thread sanitizer, which the tests of every day are not: it and the address
# sanitizer exclude each other, and it takes its time. On files and on a PostgreSQL server, where a
# module has tests for it.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=("$@")
((${#modules[@]})) || modules=(base db http audit access records jobs frames cases hooks matters node)
CXX=clang++-19 cmake --log-level=WARNING -G Ninja -B build/threads -S . -DTS_THREADS=ON -DTS_TOGETHER=ON >/dev/null
cmake --build build/threads --target "${modules[@]/%/_test}"
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$PWD/tools/threads.suppressions
for module in "${modules[@]}"; do
  echo "== $module"
  tools/with_postgres.sh "build/threads/${module}_test" --gtest_brief=1
done
