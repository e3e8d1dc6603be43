#!/usr/bin/env bash
# Boots the systemd of a Debian root in namespaces of its own; becomes its init. For tools/package_test.sh:
# unshare --fork --pid --mount --uts --ipc --net --cgroup tools/boot_root.sh ROOT
set -euo pipefail
root=$1
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx" # without it no unit gets a /dev of its own
mount -t tmpfs tmpfs "$root/dev/shm"
if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  # A kernel with the older control groups: one hierarchy for names, one of the newer beside it.
  mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
  mkdir "$root/sys/fs/cgroup/systemd" "$root/sys/fs/cgroup/unified"
  mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/unified"
fi
cd "$root"
mkdir -p .before
pivot_root . .before
umount -l /.before
# What systemd leaves to whoever makes a container: without it no service finds its credentials.
mount --make-rshared /
exec env -i container=turnstone PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd </dev/null
