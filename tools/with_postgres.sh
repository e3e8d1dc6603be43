#!/usr/bin/env bash
# with_postgres.sh COMMAND...: runs the command beside a PostgreSQL server of its own, which is gone
# afterwards. Tests find it by TURNSTONE_TEST_PG, an address of libpq; TURNSTONE_TEST_PG_DATA is its
# directory, for tests that stop it hard. It does not flush its disk (unless TURNSTONE_TEST_PG_SAFE=1):
# the tests kill the server, not the machine.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
# Not TMPDIR: a socket's path may have 107 characters.
place=$(mktemp -d /tmp/turnstone-pg-XXXXXX)
# The server refuses to be root.
as=()
if (($(id -u) == 0)); then
  chown postgres: "$place"
  as=(runuser -u postgres --)
fi
(cd / && "${as[@]}" "$bin/initdb" -D "$place/data" -U turnstone --auth=trust --encoding=UTF8 \
  --locale=C.UTF-8 --no-sync >"$place/initdb.log")
{
  echo "listen_addresses = ''"
  echo "unix_socket_directories = '$place'"
  echo "max_connections = 300"
  if [[ ${TURNSTONE_TEST_PG_SAFE:-} != 1 ]]; then
    echo "fsync = off"
    echo "full_page_writes = off"
  fi
} | "${as[@]}" tee -a "$place/data/postgresql.conf" >/dev/null
stop() {
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$place/data" -m immediate -w stop >/dev/null 2>&1) || true
  rm -rf "$place"
}
trap stop EXIT
trap 'exit 130' INT TERM
(cd / && "${as[@]}" "$bin/pg_ctl" -D "$place/data" -l "$place/log" -w -t 60 start >/dev/null)
# Tests that tamper with a store say "nothing but zeros" in SQLite's word, on both engines.
for database in template1 postgres; do
  (cd / && psql -X -q -h "$place" -U turnstone -d "$database" -c "create function pg_catalog.zeroblob(int)
    returns bytea language sql immutable as 'select decode(repeat(''00'', \$1), ''hex'')'")
done
export TURNSTONE_TEST_PG="postgresql:///postgres?host=$place&user=turnstone"
export TURNSTONE_TEST_PG_DATA="$place/data"
"$@"
