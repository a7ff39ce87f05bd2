# Sourced by the install scripts beside it.
#
# Each of them is quiet when all is well, prints on stdout nothing but the path to what it
# installed, does nothing when that is already there, and exits with 69 (EX_UNAVAILABLE) and
# one line on stderr when this machine has no way to install it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$root/target/tools
logs=$tools/logs
mkdir -p "$logs"

# unavailable REASON: says in one line why the thing cannot be had here.
unavailable() {
  printf '%s\n' "$1" >&2
  exit 69
}

# logged NAME COMMAND…: runs an installer with its output in a log file.
logged() {
  local log=$logs/$1.log
  shift
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    unavailable "\`$*\` failed; its output is in ${log#"$root"/}"
  fi
}

# checksum FILE…: a line that changes with the contents of the files.
checksum() {
  cat "$@" | cksum
}

# apt_install LOG PACKAGE…: installs Debian or Ubuntu packages; NEED says what for.
apt_install() {
  local log=$1
  shift
  command -v apt-get >/dev/null || unavailable "$NEED and no way to install it"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || unavailable "$NEED, and installing it needs root or sudo without a password"
    as_root=(sudo -n)
  fi
  : >"$logs/$log.log"
  logged "$log" "${as_root[@]}" apt-get update
  logged "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "$@"
}

# python_tools FOLDER LOG VERSION OPTION…: a virtual environment in which pip has installed by these options, and
# prints where its programs are. It is made anew when VERSION changes.
python_tools() {
  local venv=$1 log=$2 wanted=$3 stamp=$1/.installed
  shift 3
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    command -v python3 >/dev/null || unavailable 'no python3'
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
      unavailable "python3 is $(python3 --version), 3.10 or newer is needed"
    rm -rf "$venv"
    # Debian has venv and pip in a package of their own.
    python3 -c 'import ensurepip' 2>/dev/null || NEED='no venv for python3' apt_install venv python3-venv
    : >"$logs/$log.log"
    logged "$log" python3 -m venv "$venv"
    # A wheel runs nothing while it is installed.
    logged "$log" "$venv/bin/pip" install --disable-pip-version-check --only-binary :all: "$@"
    printf '%s\n' "$wanted" >"$stamp"
  fi
  printf '%s\n' "$venv/bin"
}
