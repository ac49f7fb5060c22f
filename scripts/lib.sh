# Shared by quickstart, test and .ci/run; source it after setting `root`.
# shellcheck shell=sh disable=SC2154

say() {
    printf '%s\n' "$*" >&2
}

die() { # die STATUS WORDS...
    status=$1
    shift
    say "$(basename "$0"): $*"
    exit "$status"
}

has_header() {
    printf '#include <%s>\n' "$1" | "${CC:-cc}" -E -x c - >/dev/null 2>&1
}

links() { # links COMPILER FLAG...: can a program be built with these?
    compiler=$1
    shift
    printf 'int main(void) { return 0; }\n' |
        "$compiler" "$@" -x c - -o /dev/null >/dev/null 2>&1
}

# Is what a Debian package brings there? Asks for the thing itself first, so that tools
# which came another way count, and other systems than Debian work.
is_there() {
    case $1 in
    gcc) command -v cc >/dev/null ;;
    libc6-dev) has_header stdio.h ;;
    g++) command -v c++ >/dev/null ;;
    cmake | clang | clang-format | python3) command -v "$1" >/dev/null ;;
    ninja-build) command -v ninja >/dev/null ;;
    pkg-config) command -v pkg-config >/dev/null ;;
    gnuplot-nox) command -v gnuplot >/dev/null ;;
    libgsl-dev) has_header gsl/gsl_version.h ;;
    libcsv-dev) has_header csv.h ;;
    libutf8proc-dev) has_header utf8proc.h ;;
    libmd-dev) has_header sha2.h ;;
    libxml2-dev) pkg-config --exists libxml-2.0 2>/dev/null ;;
    libcmocka-dev) has_header cmocka.h ;;
    libclang-rt-*) links clang -fsanitize=address ;;
    poppler-utils) command -v pdftotext >/dev/null ;;
    fonts-noto-cjk) command -v fc-list >/dev/null && fc-list :lang=zh | grep -q . ;;
    *) false ;;
    esac || [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The prefix that makes us root: nothing, `sudo -n`, or failure.
become_root() {
    if [ "$(id -u)" = 0 ]; then
        echo
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo "sudo -n"
    else
        return 1
    fi
}

run_apt() { # run_apt LOG PACKAGE...
    log=$1
    shift
    # shellcheck disable=SC2086 # $as_root is words
    {
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q \
            -o DPkg::Lock::Timeout=120 update &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
                -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
    } >"$log" 2>&1 </dev/null
}

# need PACKAGE...: installs what is missing of these Debian packages, or says how.
need() {
    missing=
    for package in "$@"; do
        is_there "$package" || missing="$missing $package"
    done
    missing=${missing# }
    [ -n "$missing" ] || return 0

    line="apt-get update && apt-get install -y --no-install-recommends $missing"
    command -v apt-get >/dev/null ||
        die 4 "these are missing (by their names in Debian): $missing"
    as_root=$(become_root) || {
        say "Missing, and only root can install it: $missing"
        say "Run this as root (or under sudo), then start again:"
        say
        if command -v sudo >/dev/null; then
            say "    sudo sh -c '$line'"
        else
            say "    $line"
        fi
        exit 4
    }
    say "Installing $missing"
    log=$(mktemp) || exit 4
    # shellcheck disable=SC2086 # $missing is words
    if ! run_apt "$log" $missing; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die 4 "apt-get could not install $missing; by hand: $line"
    fi
    rm -f "$log"
}

build_packages="gcc libc6-dev cmake ninja-build pkg-config libgsl-dev libcsv-dev \
libutf8proc-dev libmd-dev libxml2-dev gnuplot-nox fonts-noto-cjk poppler-utils"

# shellcheck disable=SC2086 # lists of words
need_for_build() {
    need $build_packages
}

# shellcheck disable=SC2086
need_for_tests() {
    need $build_packages g++ libcmocka-dev
}

need_for_long_checks() {
    need clang clang-format libclang-rt-14-dev python3
}

# build PRESET [CMAKE OPTION...]: configures and builds, quiet unless it fails.
build() {
    preset=$1
    shift
    log=$root/build/$preset.log
    mkdir -p "$root/build" || return 4
    say "Building build/$preset"
    (cd "$root" && cmake --preset "$preset" "$@" && cmake --build "build/$preset") \
        >"$log" 2>&1 </dev/null && return 0
    tail -n 40 "$log" >&2
    say "The whole log: $log"
    return 1
}
