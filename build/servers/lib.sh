# What the starters of the test servers share; sourced by their start and stop.
#
#   start DIR PORT   runs a CalDAV server on 127.0.0.1:PORT with all it keeps in
#                    DIR, and prints url=, user= and password= once it answers.
#                    Started again in the same DIR, it goes on with its data.
#   stop DIR         ends it; what it keeps stays.
#
# start ends with 3 when a package is missing (which one is said on standard
# error): nothing is ever installed here. Only processes that start itself noted
# in DIR are ever ended, and only while they are still the same ones.

USER_NAME=alice
PASSWORD=${CALDAV_PASSWORD:-secret}

usage() {
    echo "usage: ${0##*/} $1" >&2
    exit 2
}

# enter DIR: makes it, and DIR absolute.
enter() {
    mkdir -p "$1"
    DIR=$(cd "$1" && pwd)
}

# missing PACKAGE...: says which Debian packages are wanted, and gives up.
missing() {
    echo "not installed: $* (Debian: apt install $*)" >&2
    exit 3
}

# born PID: when the process was started, in clock ticks since boot; with the
# PID it names a process for good, which a PID alone does not.
born() {
    sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# note NAME PID: remembers a process that was just started.
note() {
    echo "$2 $(born "$2")" >"$DIR/$1.process"
}

# alive NAME: whether the process noted is still there; sets PID.
alive() {
    local since
    [ -s "$DIR/$1.process" ] || return 1
    read -r PID since <"$DIR/$1.process"
    [ -n "$since" ] && [ "$(born "$PID")" = "$since" ]
}

# launch NAME COMMAND...: runs a command in the background unless it still runs.
launch() {
    local name=$1
    shift
    if alive "$name"; then
        return
    fi
    setsid "$@" </dev/null >>"$DIR/$name.log" 2>&1 &
    note "$name" $!
}

# finish NAME [SIGNAL]: ends a process that was noted, and waits until it is
# gone.
finish() {
    if alive "$1"; then
        kill "-${2:-TERM}" "$PID" 2>/dev/null || true
        for _ in $(seq 200); do
            alive "$1" || break
            sleep 0.05
        done
        if alive "$1"; then
            echo "$1 (process $PID) does not end" >&2
            return 1
        fi
    fi
    rm -f "$DIR/$1.process"
}

# await NAME URL [CURL OPTION...]: waits until the server answers a signed-in
# PROPFIND, then prints how to reach it at BASE.
await() {
    local name=$1 url=$2
    shift 2
    for _ in $(seq 300); do
        if curl -fsS -m 10 -o /dev/null -u "$USER_NAME:$PASSWORD" "$@" -X PROPFIND -H 'Depth: 0' "$url" 2>/dev/null; then
            printf 'url=%s\nuser=%s\npassword=%s\n' "$BASE" "$USER_NAME" "$PASSWORD"
            exit 0
        fi
        alive "$name" || break
        sleep 0.05
    done
    echo "$name does not answer; its log ends:" >&2
    tail -n 20 "$DIR/$name.log" >&2
    exit 1
}
