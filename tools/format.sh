#!/usr/bin/env bash
# Formats the C++ sources; with --check only says which are not formatted, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
how=(-i)
[[ ${1:-} == --check ]] && how=(--dry-run --Werror)
mapfile -t folders < <(ls -d src tests bench 2>/dev/null)
find "${folders[@]}" -name node_modules -prune -o \( -name '*.h' -o -name '*.cpp' \) -print0 |
  xargs -0 -r -P "$(nproc)" -n 16 clang-format-19 "${how[@]}"
