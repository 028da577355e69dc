#!/bin/sh
# A PostgreSQL server for tests: $1 is the folder of its programs. It obeys lines on stdin and answers each with "ok". When stdin ends, whatever
# happened to the process at its other end, the server is stopped and its folder removed.
set -e
bin=$1
# A server that is to be fast, and not to outlive a machine, has its folder in memory where there is room.
folder=${TMPDIR:-/tmp}
if [ -z "$TALE_POSTGRES_SETTINGS" ] && [ "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -gt 4000000 ] 2>/dev/null; then
    folder=/dev/shm
fi
dir=$(mktemp -d "$folder/tale-postgres-XXXXXX")
pid=

standby=

start() {
    serve "$dir/data" "$dir" "$dir/log"
    pid=$!
}

# $1 is the folder of the data, $2 that of the socket, $3 the log. A standby accepts read-only connections.
serve() {
    : >"$3"
    "$bin/postgres" -D "$1" -k "$2" -c listen_addresses= -c max_connections=300 ${TALE_POSTGRES_SETTINGS:--c fsync=off -c shared_buffers=64MB} </dev/null >>"$3" 2>&1 &
    until_so grep -qsE "ready to accept (read-only )?connections" "$3" || { cat "$3" >&2; exit 1; }
}

until_so() {
    i=0
    until "$@"; do
        i=$((i + 1))
        [ $i -lt 600 ] || return 1
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

# The server's processes cannot do anything about it. A stopped server makes no new ones meanwhile.
kill_all() {
    kill -STOP "$pid"
    children=$(pgrep -P "$pid")
    kill -KILL "$pid" $children
    wait "$pid" || true
    until_so gone $children
    pid=
}

gone() {
    for process in "$@"; do
        case $(awk "{ print \$3 }" "/proc/$process/stat" 2>/dev/null) in
            "" | Z) ;;
            *) return 1 ;;
        esac
    done
}

stop_standby() {
    [ -z "$standby" ] && return
    kill -QUIT "$standby" 2>/dev/null || true
    wait "$standby" || true
    standby=
}

follow() {
    mkdir "$dir/socket"
    "$bin/pg_basebackup" -h "$dir" -U tale -D "$dir/standby" -R -X stream -c fast --no-sync
    serve "$dir/standby" "$dir/socket" "$dir/standby-log"
    standby=$!
}

# Answers 1 or 0.
ask() {
    [ "$("$bin/psql" -h "$1" -U tale -d postgres -Atc "$2")" = 1 ]
}

cut() {
    until_so ask "$dir" "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()"
    "$bin/psql" -q -h "$dir/socket" -U tale -d postgres -c "ALTER SYSTEM SET primary_conninfo = ''" -c "SELECT pg_reload_conf()" >/dev/null
    until_so ask "$dir/socket" "SELECT (count(*) = 0)::int FROM pg_stat_wal_receiver"
}

failover() {
    stop
    stop_standby
    mv "$dir/data" "$dir/lost"
    mv "$dir/standby" "$dir/data"
    start
    "$bin/pg_ctl" promote -w -D "$dir/data" >/dev/null
}

everything() {
    kill "-$1" "$pid" $(pgrep -P "$pid") 2>/dev/null || true
}

trap 'stop; stop_standby; rm -rf "$dir"' EXIT
"$bin/initdb" -D "$dir/data" -A trust -U tale --no-sync -E UTF8 --no-locale >/dev/null
start
echo "$dir"
while read -r command; do
    case $command in
        start) start ;;
        stop) stop ;;
        kill) kill_all ;;
        pause) everything STOP ;;
        resume) everything CONT ;;
        follow) follow ;;
        cut) cut ;;
        failover) failover ;;
    esac
    echo ok
done
