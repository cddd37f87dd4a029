# shellcheck shell=bash
# What the suites share: where things are, tools, and how results are counted. Sourced from the root
# of the repository.

# One build folder for every suite, so that the dependencies are compiled once.
TARGET=${CARGO_TARGET_DIR:-$PWD/target}
TOOLS=$TARGET/test-tools
export CARGO_TERM_COLOR=never
# Debian keeps servers out of an ordinary user's path.
PATH=$PATH:/usr/sbin
# Incremental builds cost time and disk where everything is built once.
[ "${CI:-}" != true ] || export CARGO_INCREMENTAL=0

# Exit code of a suite that this machine cannot run at all; the summary says so.
export LEFT_OUT=77

# stop MESSAGE: the suite cannot go on.
stop() {
    echo "tests/run: $*" >&2
    exit 1
}

# packages COMMAND=PACKAGE…: Debian packages, each needed only where its command is missing.
packages() {
    local missing=() pair
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        stop "these Debian packages are missing: ${missing[*]} (as root they would be installed)"
    fi
    echo "installing ${missing[*]}"
    # The lists are fetched once an hour at most, not once a suite.
    if [ -z "$(find "$TARGET/apt-updated" -mmin -60 2>/dev/null)" ]; then
        apt-get update -qq || stop "apt-get update failed"
        touch "$TARGET/apt-updated"
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "${missing[@]}" >"$TARGET/apt.log" 2>&1 ||
        { tail -5 "$TARGET/apt.log" >&2; stop "apt-get could not install ${missing[*]}"; }
}

# unpacked PROGRAM PACKAGE: a program of a Debian package, without the service that comes with it; its path.
unpacked() {
    local folder=$TOOLS/debian program=$1 package=$2
    if [ ! -x "$folder/usr/bin/$program" ]; then
        rm -rf "${folder:?}/$package" && mkdir -p "$folder/$package"
        (cd "$folder/$package" && { apt-get download -qq "$package" || { apt-get update -qq && apt-get download -qq "$package"; }; }) >&2 ||
            stop "apt-get could not fetch $package"
        dpkg-deb --extract "$folder/$package"/*.deb "$folder"
        rm -r "${folder:?}/$package"
    fi
    echo "$folder/usr/bin/$program"
}

# What every suite needs.
base_tools() {
    command -v cargo >/dev/null || stop "cargo is missing: install Rust $(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml) or later"
    mkdir -p "$TARGET"
    packages c++=g++ python3=python3
}

# A Python with pip, in a folder of its own.
python_venv() {
    [ ! -x "$TOOLS/python/bin/pip" ] || return 0
    mkdir -p "$TOOLS"
    # Debian's python3 brings neither venv nor pip.
    python3 -m venv "$TOOLS/python" >/dev/null 2>&1 || {
        rm -rf "$TOOLS/python"
        packages python3-venv=python3-venv
        python3 -m venv "$TOOLS/python" || stop "python3 could not make a virtual environment"
    }
}

# python_tools PACKAGE==VERSION…: programs from PyPI; `tool NAME` is their path.
python_tools() {
    local stamp
    stamp=$TOOLS/python-$(printf '%s\n' "$@" | cksum | cut -d' ' -f1)
    [ ! -e "$stamp" ] || return 0
    python_venv
    "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check --root-user-action=ignore "$@" ||
        stop "pip could not install $*"
    touch "$stamp"
}

tool() {
    echo "$TOOLS/python/bin/$1"
}

# node_tools PACKAGE@VERSION…: packages from npm, in a folder of their own.
node_tools() {
    local stamp
    stamp=$TOOLS/node-$(printf '%s\n' "$@" | cksum | cut -d' ' -f1)
    [ ! -e "$stamp" ] || return 0
    npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix "$TOOLS/node" "$@" ||
        stop "npm could not install $*"
    touch "$stamp"
}

# Chromium, what drives it, and where it finds the built programs.
browser_tools() {
    packages chromium=chromium node=nodejs npm=npm
    node_tools playwright-core@1.65.1 axe-core@4.14.1
    export NODE_PATH=$TOOLS/node/node_modules
    export TEXTMEND_BINARIES=$TARGET/debug
}

# A private MariaDB in a folder of its own; its address goes into TEXTMEND_TEST_MYSQL. However the suite
# ends, the server is stopped and the folder removed.
start_mariadb() {
    # The parts that do not start a server of the system's own.
    packages mariadbd=mariadb-server-core mariadb-admin=mariadb-client
    MARIADB=$(mktemp -d "${TMPDIR:-/tmp}/textmend-test.XXXXXX")
    trap 'tests/mariadb stop "$MARIADB"; rm -rf "$MARIADB"' EXIT
    # The tests ask what the services and the server's processes survive, not what the machine's power
    # supply does: a slow disk under a hundred fresh databases is no finding. `chaos`, which kills the server, asks.
    export MARIADB_OPTIONS=${MARIADB_OPTIONS---innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite}
    TEXTMEND_TEST_MYSQL=$(tests/mariadb start "$MARIADB") || stop "MariaDB does not start"
    export TEXTMEND_TEST_MYSQL
}

# A mirror of translation models; its folder goes into TEXTMEND_TEST_MODELS.
fetch_models() {
    python_venv
    PATH=$TOOLS/python/bin:$PATH tests/models "$TOOLS/models" || stop "there are no models"
    export TEXTMEND_TEST_MODELS=$TOOLS/models
}

# serve_textmend VARIABLE=VALUE…: the built textmend on a new database and a free port; its address goes into
# ADDRESS. It is stopped however the suite ends.
serve_textmend() {
    local folder log
    folder=$(mktemp -d "${TMPDIR:-/tmp}/textmend-test.XXXXXX")
    log=$folder/log
    (cd "$folder" && exec env -i PORT=0 LOG_FORMAT=json "$@" "$TARGET/debug/textmend" 2>"$log") &
    # shellcheck disable=SC2064
    trap "kill $! 2>/dev/null; wait; rm -rf '$folder'" EXIT
    for _ in $(seq 1200); do
        ADDRESS=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$log")
        [ -z "$ADDRESS" ] || return 0
        sleep 0.05
    done
    cat "$log" >&2
    stop "textmend does not listen"
}

# check NAME COMMAND…: one test that is a command's exit code.
check() {
    local name=$1 status=0
    shift
    "$@" || status=$?
    if [ "$status" -eq 0 ]; then
        echo "check $name ... ok"
    else
        echo "check $name ... FAILED"
    fi
    return "$status"
}

# All cargo commands name the whole workspace, also where one target is meant: cargo unites features
# over the packages that are named, and other features would mean building the dependencies again.
build_all() {
    cargo build --quiet --locked --workspace --bins --tests
}

# count LOG: "PASSED FAILED" from the closing lines of cargo's and node's runners and of `check`. A test
# that was left out counts as failed.
count() {
    awk '
        /^test result: / {
            for (i = 1; i <= NF; i++) {
                if ($i ~ /^passed/) passed += $(i - 1)
                if ($i ~ /^failed/ || $i ~ /^ignored/) failed += $(i - 1)
            }
        }
        /^# pass [0-9]+$/ { passed += $3 }
        /^# (fail|cancelled|skipped|todo) [0-9]+$/ { failed += $3 }
        /^check .* \.\.\. ok$/ { passed++ }
        /^check .* \.\.\. FAILED$/ { failed++ }
        END { print passed + 0, failed + 0 }
    ' "$1"
}
