#!/usr/bin/env bash
# Installs what is missing to build, run and test Turnstone on Debian 12, and nothing else.
# Under a second when everything is there. docs/dependencies.md says what each package is for.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  g++ cmake ninja-build pkg-config ccache mold python3
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libssl-dev libsqlite3-dev libpq-dev libsodium-dev libicu-dev libcli11-dev libqrencode-dev
  libzip-dev libexpat1-dev libcjose-dev libjansson-dev
  libgtest-dev librapidcheck-dev
  clang-format-19 clang-tidy-19 clang-19 libclang-rt-19-dev llvm-19 gcovr
  sqlite3 postgresql-15 openssl binutils iproute2 chromium fonts-noto-core ca-certificates
)

# A newer Node than Debian's is fine, and Debian's would stand beside it.
node_is_there() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 18 || (a === 18 && b >= 19) ? 0 : 1)'
}
node_is_there || packages+=(nodejs npm)

missing=()
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "${packages[@]}" 2>/dev/null |
  sed -n 's/^ii  *//p' || true)
for package in "${packages[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done

if ((${#missing[@]})); then
  as_root=()
  if (($(id -u) != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing: ${missing[*]}" >&2
      echo "Install them as root, or install sudo and run this again." >&2
      exit 3
    fi
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

# npm_install DIRECTORY: what package-lock.json says, again only when that file has changed.
npm_install() {
  [[ -f $1/package-lock.json ]] || return 0
  local stamp="build/stamps/npm-${1//\//-}"
  if [[ -d $1/node_modules ]] && cmp -s "$1/package-lock.json" "$stamp"; then return 0; fi
  echo "Installing the packages of $1/"
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
  mkdir -p build/stamps
  cp "$1/package-lock.json" "$stamp"
}
npm_install web
npm_install tests
