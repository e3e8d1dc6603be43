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
short=(api/handover api/life browser/handover)
# Not those that look at files of SQLite: tamper, faults, secrecy, operation, files, duplicates, resources.
all=("${short[@]}" api/{matrix,contract,walls,badinput,idempotency,agreements,consent,crosswalk,doctor,exceptions,exchange}
  api/{hooks,imports,own_copy,own_fields,packets,phones,protection,publishing,rules,screening,second_factor,sessions}
  api/{states,unusual})
modules=(db vault audit access documents records frames cases protection interviews studies
  surveys publishing matching matters node)

api() { TURNSTONE_WORLD=postgres tools/with_postgres.sh node tests/run.mjs "$@"; }
# It stops the server under everybody, and so has one of its own.
stopping() { api api/postgres; }
module() { tools/with_postgres.sh "$tests/$1_test" --gtest_brief=1 "${@:2}"; }

if [[ ${1:-} == --short ]]; then
  module db --gtest_filter='*Server*:*/server'
  stopping
  api "${short[@]}"
  tools/with_postgres.sh node tests/crash.mjs 24
else
  for each in "${modules[@]}"; do
    echo "== $each"
    module "$each"
  done
  stopping
  api "${all[@]}"
  TURNSTONE_TEST_PG_SAFE=1 tools/with_postgres.sh node tests/failover.mjs
fi
