#!/bin/sh
# A PostgreSQL server for tests: $1 is the folder of its programs. It obeys lines on stdin and answers each with "ok". When stdin ends, whatever
# happened to the process at its other end, the server is stopped and its folder removed.
set -e
bin=$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/tale-postgres-XXXXXX")
pid=

start() {
    "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=300 ${TALE_POSTGRES_SETTINGS:--c fsync=off -c shared_buffers=64MB} </dev/null >"$dir/log" 2>&1 &
    pid=$!
    i=0
    until grep -qs "ready to accept \(read-only \)*connections" "$dir/log"; do
        i=$((i + 1))
        [ $i -lt 300 ] || { cat "$dir/log" >&2; exit 1; }
        sleep 0.1
    done
}

# In its mode "immediate" the server's processes end at once, as in a crash.
stop() {
    [ -z "$pid" ] && return
    everything CONT
    kill -QUIT "$pid" 2>/dev/null || true
    wait "$pid" || true
    pid=
}

everything() {
    kill "-$1" "$pid" $(pgrep -P "$pid") 2>/dev/null || true
}

trap 'stop; rm -rf "$dir"' EXIT
"$bin/initdb" -D "$dir/data" -A trust -U tale --no-sync -E UTF8 --no-locale >/dev/null
start
echo "$dir"
while read -r command; do
    case $command in
        start) start ;;
        stop) stop ;;
        pause) everything STOP ;;
        resume) everything CONT ;;
    esac
    echo ok
done
