#!/usr/bin/env bash
# The Debian package as an administrator meets it: installed in a clean Debian 12 root that systemd has booted,
# started, upgraded from the version before, taken back, removed. By hand, as root, with a line to a Debian mirror:
#   tools/package_test.sh [PACKAGE.deb [BEFORE.deb]]
# Without BEFORE, the same program under a lower version stands for it. MIRROR names the mirror; ROOT a root that
# this script made before, which is kept and made clean.
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(realpath "${1:-$(ls -t build/release/turnstone_*.deb | head -n 1)}")
before=${2:+$(realpath "$2")}
mirror=${MIRROR:-http://deb.debian.org/debian}
root=${ROOT:-$(mktemp -d)}
chmod 755 "$root"  # or nobody but root gets anywhere in it
data=/var/lib/turnstone/data
backups=/var/lib/turnstone/backups
key=/etc/turnstone/node.key
config=/etc/turnstone/turnstone.conf
most_exposed=2.0

say() { printf '%s\n' "== $*"; }
fail() {
  echo "FAILED: $*" >&2
  inside journalctl --no-pager -u turnstone -n 20 >&2 || true
  exit 1
}

init=
inside() { nsenter -t "$init" -a env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
turnstone() { inside runuser -u turnstone -- turnstone "$@"; }
until_it() { # WHAT COMMAND...: waits until it is so
  local what=$1
  shift
  for _ in $(seq 150); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.2
  done
  fail "$what"
}

finish() {
  [[ -z $init ]] || kill -KILL "$init" 2>/dev/null || true
  [[ -n ${ROOT:-} ]] || { sleep 1; rm -rf --one-file-system "$root"; }
}
trap finish EXIT

repack() { # PACKAGE SIGN NEW: the same under another version
  local folder
  folder=$(mktemp -d)
  dpkg-deb -R "$1" "$folder"
  sed -i -E "s/^Version: .*/&$2/" "$folder/DEBIAN/control"
  dpkg-deb -b "$folder" "$3" >/dev/null
  rm -r "$folder"
}

exposure() { sed -nE 's/.*Overall exposure level.*: ([0-9.]+).*/\1/p'; }
closed_enough() { # LEVEL
  echo "exposure $1"
  awk -v level="$1" -v most="$most_exposed" 'BEGIN { exit !(level != "" && level + 0 <= most) }' ||
    fail "exposure is $1, more than $most_exposed"
}

answers() { inside curl -fsS http://127.0.0.1:8080/api/v1/health; }
enter() { # signs in, and prints the status
  inside curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
    -d '{"login":"eva","passphrase":"nine lamps along the quay"}' http://127.0.0.1:8080/api/v1/sessions
}
serves() { # WHEN
  until_it "it does not answer $1" answers
  [[ $(enter) == 201 ]] || fail "signing in $1"
  turnstone audit verify --data "$data" >/dev/null || fail "the chain is not whole $1"
  echo "$(turnstone version): it answers, signs in, and the chain is whole"
}

say "a clean Debian 12"
[[ -x $root/usr/bin/dpkg ]] || debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,curl bookworm "$root" "$mirror" >/dev/null
in_root apt-get purge -y -qq turnstone >/dev/null 2>&1 || true
rm -rf "${root:?}/var/lib/turnstone" "$root/etc/turnstone"
cp "$package" "$root/opt/package.deb"
if [[ -n $before ]]; then cp "$before" "$root/opt/before.deb"; else repack "$package" "~before" "$root/opt/before.deb"; fi
in_root apt-get update -qq
in_root apt-get install -y -qq --no-install-recommends --download-only /opt/before.deb /opt/package.deb >/dev/null 2>&1 ||
  in_root apt-get install -y -qq --no-install-recommends --download-only /opt/package.deb >/dev/null
unshare --fork --pid --mount --uts --ipc --net --cgroup tools/boot_root.sh "$root" >/dev/null 2>&1 &
started=$!
for _ in $(seq 50); do init=$(pgrep -P "$started" || true); [[ -n $init ]] && break; sleep 0.1; done
until_it "systemd does not come up" inside systemctl is-system-running --wait

say "installing the version before"
inside apt-get install -y -qq --no-install-recommends /opt/before.deb >/dev/null 2>&1 || fail "apt-get install"
[[ $(inside stat -c "%U %a" /var/lib/turnstone) == "turnstone 700" ]] || fail "the folder is not its user's alone"
inside systemd-analyze verify /lib/systemd/system/turnstone.service || fail "the unit is not well"

say "making a node as docs/operations.md says, and starting it"
inside sh -c "install -o turnstone -m 600 /dev/null $key && head -c 32 /dev/urandom > $key"
turnstone init --data "$data" --key-file "$key" --organisation "House by the River" --country NO >/dev/null
echo 'nine lamps along the quay' > "$root/opt/passphrase"
chmod 644 "$root/opt/passphrase"
turnstone user add --data "$data" --key-file "$key" --login eva --name "Eva Berg" --role administrator \
  --new-passphrase-file /opt/passphrase >/dev/null
inside chown root "$key"
inside systemctl enable --now -q turnstone
serves "at first"
closed_enough "$(inside systemd-analyze security --no-pager turnstone.service | exposure)"

say "upgrading: a backup first, the settings and data stay, and it serves again"
echo '# mine' >> "$root$config"
inside dpkg --force-confold -i /opt/package.deb | grep 'backup before the upgrade' || fail "no backup was made"
grep -q '# mine' "$root$config" || fail "settings were overwritten"
serves "after the upgrade"
closed_enough "$(inside systemd-analyze security --no-pager turnstone.service | exposure)"
newest=$(inside ls "$backups" | tail -n 1)

say "an upgrade that cannot make its backup is refused, and what was there goes on"
repack "$package" "+next" "$root/opt/next.deb"
inside mv "$backups" "$backups.away"
inside touch "$backups"
if inside dpkg --force-confold -i /opt/next.deb >/dev/null 2>&1; then fail "it went on"; fi
inside rm "$backups"
inside mv "$backups.away" "$backups"
serves "after an upgrade that was refused"

say "going back: the package of before, and the backup of before"
inside dpkg --force-confold -i /opt/before.deb >/dev/null 2>&1 || fail "the version before cannot be installed"
inside systemctl stop turnstone
inside mv "$data" "$data.newer" # the program of before may not be able to read it
inside systemd-run --quiet --wait --pipe -p User=turnstone -p LoadCredential="turnstone-key:$key" \
  turnstone restore --data "$data" --from "$backups/$newest" >/dev/null || fail "restoring"
inside systemctl start turnstone
serves "after going back"

say "it stops and starts in order"
inside systemctl restart turnstone
serves "after a restart"
inside systemctl reload turnstone || fail "reloading"
serves "after a reload"
inside systemctl stop turnstone
[[ $(inside systemctl show -P Result turnstone) == success ]] || fail "it did not stop in order"

say "purging leaves data, backups and key"
inside apt-get purge -y -qq turnstone >/dev/null 2>&1 || fail "purging"
for path in "$data/node.json" "$backups/$newest" "$key"; do
  inside test -e "$path" || fail "$path is gone"
done
say "all is well"
