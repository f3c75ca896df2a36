# Runs a PostgreSQL server of its own for as long as somebody holds this script's standard input open, then removes it.
# Its first line of output is the directory of the server's socket and its log. The newest server found is taken.
# Told "stop" it ends the server as a power cut does, told "start" it starts it again; it answers "done" to each.
# "durable" as the first argument: as PostgreSQL comes, for measurements. Else it forgets all when the power goes, which is
# quicker.
set -eu
# Where every user may be.
cd /
fail() { echo "PostgreSQL for the tests: $1" >&2; exit 1; }

for bin in /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/lib/postgresql/?/bin /usr/lib/postgresql/??/bin; do
  if [ -x "$bin/initdb" ]; then PATH="$bin:$PATH"; fi
done
command -v initdb >/dev/null && command -v pg_ctl >/dev/null ||
  fail "initdb and pg_ctl are neither on the PATH nor in /usr/lib/postgresql; install the package postgresql"

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# In /tmp whatever TMPDIR says: the path of a socket may have 107 bytes at most.
dir=$(mktemp -d /tmp/mediconnect-test-postgres-XXXXXX)
# Nobody may be left to read what this prints.
trap '' PIPE
trap 'as_owner pg_ctl stop --pgdata="$dir/data" --mode=immediate --silent || true; rm -rf "$dir"' EXIT
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi

as_owner initdb --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync \
  >"$dir/initdb.log" 2>&1 || fail "initdb failed: $(cat "$dir/initdb.log")"
cat >>"$dir/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 400
END
[ "${1:-}" = durable ] || cat >>"$dir/data/postgresql.conf" <<END
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
END
start() {
  as_owner pg_ctl start --pgdata="$dir/data" --log="$dir/log" --wait --timeout=60 --silent </dev/null >/dev/null ||
    fail "the server does not start: $(cat "$dir/log")"
}
stop() { as_owner pg_ctl stop --pgdata="$dir/data" --mode=immediate --silent </dev/null >/dev/null; }

start
echo "$dir"
while read -r order; do
  case "$order" in
    start) start ;;
    stop) stop ;;
    *) fail "no such order: $order" ;;
  esac
  echo "done"
done
