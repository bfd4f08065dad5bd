# A PostgreSQL server for one run of the tests; sourced by ./test. Nothing of it is left when stop_postgres has run.

oldest_postgres=15
postgres_folder=""
postgres_programs=""

# PostgreSQL refuses to run as root. It starts in its own folder, because it may not enter the one we are in.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then set -- runuser -u postgres -- "$@"; fi
    (cd "$postgres_folder" && "$@")
}

# Debian keeps the server's programs off the PATH, in a folder for each version.
find_postgres() {
    local folder version
    while read -r folder; do
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] || continue
        version="$("$folder/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')"
        if [ "$version" -ge "$oldest_postgres" ]; then
            postgres_programs="$folder"
            return 0
        fi
    done < <(
        printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse
        dirname "$(command -v initdb)" 2>/dev/null
    )
    return 1
}

# The package would make a cluster and start it, unless told not to.
install_postgres() {
    command -v apt-get >/dev/null || return 1
    local as_root="" settings=/etc/postgresql-common/createcluster.d status=0
    if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
    echo "Installing PostgreSQL …" >&2
    $as_root mkdir -p "$settings" && echo "create_main_cluster = false" | $as_root tee "$settings/kith-tests.conf" >/dev/null || return 1
    {
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql ||
            { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; }
    } </dev/null >&2 || status=1
    $as_root rm -f "$settings/kith-tests.conf"
    return "$status"
}

# Starts a server and says in KITH_TEST_POSTGRES how to reach it. Its data need not survive anything, so nothing waits for the disk.
start_postgres() {
    find_postgres || { install_postgres && find_postgres; } || {
        echo "The tests need PostgreSQL $oldest_postgres or newer, with its server programs (Debian: postgresql)." >&2
        return 1
    }
    # Not in TMPDIR: the path of a socket must be short, and the server's user must get there.
    postgres_folder="$(mktemp -d /tmp/kith-postgres.XXXXXX)" || return 1
    if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder" || return 1; fi
    local data="$postgres_folder/data" log="$postgres_folder/log" attempt port
    as_postgres "$postgres_programs/initdb" --pgdata="$data" --username=kith --auth=trust --locale=C --encoding=UTF8 --no-sync >"$log.initdb" 2>&1 || {
        cat "$log.initdb" >&2
        return 1
    }
    cat >>"$data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$postgres_folder'
max_connections = 300
shared_buffers = 64MB
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
autovacuum = off
SETTINGS
    # Below the ports that the system hands to clients; another program may have it nevertheless.
    for attempt in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 12000))
        if as_postgres "$postgres_programs/pg_ctl" start --pgdata="$data" --log="$log" --options="-p $port" --wait --timeout=60 --silent </dev/null >/dev/null 2>&1; then
            export KITH_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=kith;Database=postgres"
            return 0
        fi
    done
    tail -n 20 "$log" >&2
    return 1
}

# Stops the server and removes what it wrote; does nothing when there is none.
stop_postgres() {
    [ -n "$postgres_folder" ] || return 0
    if [ -e "$postgres_folder/data/postmaster.pid" ]; then
        as_postgres "$postgres_programs/pg_ctl" stop --pgdata="$postgres_folder/data" --mode=immediate --wait --silent >/dev/null 2>&1
    fi
    rm -rf "$postgres_folder"
    postgres_folder=""
    unset KITH_TEST_POSTGRES
}
