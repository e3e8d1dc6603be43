#!/usr/bin/env bash
# Everything that CI runs, step by step; stops at the first step that fails. What each step says is
# in build/logs. Closes with one line: how many tests passed and failed.
set -uo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
passed=0
failed=0
number=0
start=$SECONDS
mkdir -p build/logs
rm -f build/logs/*.log

closing() {
  printf '%d passed, %d failed in %d steps, %d s\n' "$passed" "$failed" "$number" $((SECONDS - start))
}

# Counts what GoogleTest and node:test say about themselves; a step without tests counts as one.
count() {
  local log=$1 state=$2 good bad
  good=$(sed -nE 's/^([0-9]+: )?\[  PASSED  \] ([0-9]+) tests?\..*/\2/p; s/^(# |ℹ )pass ([0-9]+)$/\2/p' "$log" |
    awk '{ sum += $1 } END { print sum + 0 }')
  bad=$(sed -nE 's/^([0-9]+: )?\[  FAILED  \] ([0-9]+) tests?, listed.*/\2/p; s/^(# |ℹ )fail ([0-9]+)$/\2/p' "$log" |
    awk '{ sum += $1 } END { print sum + 0 }')
  if ((good + bad == 0)); then ((state == 0)) && good=1 || bad=1; fi
  ((state != 0 && bad == 0)) && bad=1
  ((passed += good, failed += bad))
}

step() {
  local name=$1 log began=$SECONDS state=0
  shift
  ((++number))
  log=$(printf 'build/logs/%02d-%s.log' "$number" "${name// /-}")
  printf '%-22s' "$name"
  "$@" >"$log" 2>&1 || state=$?
  count "$log" "$state"
  if ((state == 0)); then
    printf ' ok   %4d s\n' $((SECONDS - began))
  else
    printf ' FAILED (%d), %d s; from %s:\n\n' "$state" $((SECONDS - began)) "$log"
    # Tests run side by side: what failed need not stand at the end.
    grep -E -A8 ': Failure$|^not ok|^✖|error:|ERROR: ' "$log" | head -n 80
    echo ...
    tail -n 40 "$log"
    echo
    closing
    exit "$state"
  fi
}

# The name of a build, and its options. The compiler is named by the environment: another one in the cache
# would make CMake forget them.
configure() {
  CXX=clang++-19 cmake --log-level=WARNING -G Ninja -B "build/$1" -S . -DTS_TOGETHER=ON "${@:2}"
}
release_build() { configure release && cmake --build build/release --target turnstone; }
checked_build() { configure checked -DTS_CHECKED=ON && cmake --build build/checked; }
checked_tests() {
  # Figures of an earlier run would be added to.
  find build/checked -name '*.gcda' -delete
  ctest --test-dir build/checked -j "$jobs" --verbose
}
page_build() (make page && cd web && npm run --silent size)
api_tests() {
  TURNSTONE="$PWD/build/checked/turnstone" node tests/run.mjs api
}
# What the sanitizers would falsify: memory and time.
resource_tests() {
  TURNSTONE="$PWD/build/release/turnstone" node --test tests/api/resources.test.mjs tests/api/walls.test.mjs
}
browser_tests() {
  TURNSTONE="$PWD/build/release/turnstone" node tests/run.mjs browser
}

# In braces, so that bash has read all of it before it begins: the file may change meanwhile.
{
  step setup tools/setup.sh
  step format tools/format.sh --check
  step "checks of the checks" node --test tools/
  step messages node tools/check_messages.mjs
  step includes node tools/check_includes.mjs
  step "page checks" make page-check
  step "page build and size" page_build
  step "release build" release_build
  step "browser tests" browser_tests
  step "resources" resource_tests
  # The tests of the modules and of the API run once, under the sanitizers.
  step "checked build" checked_build
  step "module tests" checked_tests
  step "API tests" api_tests
  step "PostgreSQL" tools/test_postgres.sh --short
  step coverage tools/coverage.sh
  closing
  exit 0
}
