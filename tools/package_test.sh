#!/usr/bin/env bash
# The Debian package as an administrator meets it: installed in a clean Debian 12 root, started, upgraded,
# removed. By hand, as root, with a line to a Debian mirror: tools/package_test.sh [PACKAGE.deb]
# MIRROR names the mirror; ROOT a root that debootstrap made before, which is kept and made clean.
set -euo pipefail
cd "$(dirname "$0")/.."
deb=$(realpath "${1:-$(ls -t build/release/turnstone_*.deb | head -n 1)}")
mirror=${MIRROR:-http://deb.debian.org/debian}
root=${ROOT:-$(mktemp -d)}
data=/var/lib/turnstone/data
key=/etc/turnstone/node.key

say() { printf '%s\n' "== $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
turnstone() { inside runuser -u turnstone -- turnstone "$@"; }

serving=
stop() {
  [[ -z $serving ]] || kill "$serving" 2>/dev/null || true
  [[ -z $serving ]] || wait "$serving" 2>/dev/null || true
  serving=
}
finish() {
  stop
  umount "$root/proc" 2>/dev/null || true
  [[ -n ${ROOT:-} ]] || rm -rf "$root"
}
trap finish EXIT

say "how far the unit is closed"
level=$(systemd-analyze security --offline=true packaging/turnstone.service 2>/dev/null |
  sed -nE 's/.*Overall exposure level.*: ([0-9.]+).*/\1/p')
awk -v level="$level" 'BEGIN { exit !(level != "" && level <= 2.0) }' || fail "exposure is $level, more than 2.0"
echo "exposure $level"

say "a clean Debian 12"
[[ -x $root/usr/bin/dpkg ]] || debootstrap --variant=minbase bookworm "$root" "$mirror" >/dev/null
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
inside apt-get purge -y -qq turnstone >/dev/null 2>&1 || true
rm -rf "$root/var/lib/turnstone" "$root/etc/turnstone"

say "installing"
inside apt-get update -qq
cp "$deb" "$root/tmp/first.deb"
inside apt-get install -y -qq --no-install-recommends /tmp/first.deb curl >/dev/null
turnstone version
[[ $(inside stat -c "%U %a" /var/lib/turnstone) == "turnstone 700" ]] || fail "the folder is not its user's alone"

say "making a node, and serving it"
inside sh -c "head -c 32 /dev/urandom > $key && chown turnstone $key && chmod 600 $key"
turnstone init --data "$data" --key-file "$key" --organisation "House by the River" --country NO >/dev/null
echo 'nine lamps along the quay' > "$root/tmp/passphrase"
chmod 644 "$root/tmp/passphrase"
turnstone user add --data "$data" --key-file "$key" --login eva --name "Eva Berg" --role administrator \
  --new-passphrase-file /tmp/passphrase >/dev/null
serve() {
  # Each of these becomes the next, so that what is stopped is the program itself.
  chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin setpriv --reuid turnstone --regid turnstone --init-groups \
    turnstone serve --config /etc/turnstone/turnstone.conf --key-file "$key" --listen 127.0.0.1:18080 >/dev/null 2>&1 &
  serving=$!
  for _ in $(seq 100); do
    inside curl -fsS http://127.0.0.1:18080/api/v1/health 2>/dev/null && { echo; return; }
    sleep 0.1
  done
  fail "it does not answer"
}
enter() {
  inside curl -fsS -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' \
    -d '{"login":"eva","passphrase":"nine lamps along the quay"}' http://127.0.0.1:18080/api/v1/sessions
}
serve
[[ $(enter) == 201 ]] || fail "signing in"
stop

say "upgrading: a backup first, and the data stay"
mkdir "$root/tmp/next"
dpkg-deb -R "$deb" "$root/tmp/next"
sed -i -E 's/^Version: .*/&+next/' "$root/tmp/next/DEBIAN/control"
dpkg-deb -b "$root/tmp/next" "$root/tmp/next.deb" >/dev/null
rm -r "$root/tmp/next"
echo '# mine' >> "$root/etc/turnstone/turnstone.conf"
inside dpkg -i /tmp/next.deb | grep 'backup before the upgrade' || fail "no backup was made"
grep -q '# mine' "$root/etc/turnstone/turnstone.conf" || fail "settings were overwritten"
serve
[[ $(enter) == 201 ]] || fail "signing in after the upgrade"
stop

say "an upgrade that cannot make its backup is refused"
mv "$root/var/lib/turnstone/backups" "$root/var/lib/turnstone/backups.away"
touch "$root/var/lib/turnstone/backups"
if inside dpkg -i /tmp/first.deb >/dev/null 2>&1; then fail "it went on"; fi
inside dpkg-query -W -f '${db:Status-Abbrev} ${Version}\n' turnstone
rm "$root/var/lib/turnstone/backups"
mv "$root/var/lib/turnstone/backups.away" "$root/var/lib/turnstone/backups"

say "back by the package and the backup of before"
inside dpkg -i /tmp/first.deb >/dev/null
newest=$(ls "$root/var/lib/turnstone/backups" | tail -n 1)
turnstone restore --data "$data" --key-file "$key" --from "/var/lib/turnstone/backups/$newest" >/dev/null
turnstone audit verify --data "$data" >/dev/null || fail "the chain is not whole"
serve
[[ $(enter) == 201 ]] || fail "signing in after going back"
stop

say "purging leaves data, backups and key"
inside apt-get purge -y -qq turnstone >/dev/null
for path in "$data/node.json" /var/lib/turnstone/backups "$key"; do
  [[ -e $root$path ]] || fail "$path is gone"
done
say "all is well"
