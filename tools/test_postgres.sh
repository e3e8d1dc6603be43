#!/usr/bin/env bash
# test_postgres.sh [--short]: the tests once more with the organisations in PostgreSQL, beside a
# server of their own (with_postgres.sh). Needs build/release/turnstone and the tests of the modules
# in build/checked (TURNSTONE and TESTS name others). --short is what `make test` runs: what the
# engine itself promises, one case's life, two processes on one database of which either dies (also
# the one that leads, and before somebody's browser), and some dozens of crashes on either engine.
set -euo pipefail
cd "$(dirname "$0")/.."
export TURNSTONE=${TURNSTONE:-$PWD/build/release/turnstone}
tests=${TESTS:-$PWD/build/checked}
short=(postgres handover life)
# Not those that look at files of SQLite: tamper, faults, secrecy, operation, files, duplicates, resources.
all=("${short[@]}" contract walls matrix badinput idempotency consent doctor exceptions exchange imports own_fields phones
  protection publishing rules screening second_factor sessions states unusual)
modules=(db vault audit access documents records frames cases protection interviews studies
  surveys publishing matching matters node)

api() {
  TURNSTONE_WORLD=postgres tools/with_postgres.sh \
    node --test "${@/#/tests/api/}"
}
module() { tools/with_postgres.sh "$tests/$1_test" --gtest_brief=1 "${@:2}"; }

if [[ ${1:-} == --short ]]; then
  module db --gtest_filter='*Server*:*/server'
  api "${short[@]/%/.test.mjs}"
  tools/with_postgres.sh node tests/crash.mjs 24
else
  for each in "${modules[@]}"; do
    echo "== $each"
    module "$each"
  done
  api "${all[@]/%/.test.mjs}"
  TURNSTONE_TEST_PG_SAFE=1 tools/with_postgres.sh node tests/failover.mjs
fi
