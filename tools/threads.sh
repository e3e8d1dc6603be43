#!/usr/bin/env bash
# tools/threads.sh [MODULE...]: runs the tests of the modules in which several threads meet (all of
# them) under the thread sanitizer, which the tests of every day are not: it and the address
# sanitizer exclude each other, and it takes its time.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=("$@")
((${#modules[@]})) || modules=(base db audit access records jobs frames cases node)
CXX=clang++-19 cmake --log-level=WARNING -G Ninja -B build/threads -S . -DTS_THREADS=ON -DTS_TOGETHER=ON >/dev/null
cmake --build build/threads --target "${modules[@]/%/_test}"
for module in "${modules[@]}"; do
  TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 \
    "build/threads/${module}_test" --gtest_brief=1
done
