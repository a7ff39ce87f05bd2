# Functions for the install scripts in this folder.
#
# On success, each script prints only the path of the installation to stdout. If the tool is already installed, it does
# nothing else. If the tool cannot be installed on this machine, the script prints the reason as the last line to stderr
# and exits with 69 (EX_UNAVAILABLE).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$root/target/tools
logs=$tools/logs
mkdir -p "$logs"

# unavailable REASON: prints why the tool cannot be installed, and exits.
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

# checksum FILE…: prints a checksum of the contents of the files.
checksum() {
  cat "$@" | cksum
}

# apt_install LOG PACKAGE…: installs Debian or Ubuntu packages. NEED is the reason for the message on failure.
apt_install() {
  local log=$1
  shift
  command -v apt-get >/dev/null || unavailable "$NEED, and apt-get is not available"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || unavailable "$NEED, and installing it needs root or sudo without a password"
    as_root=(sudo -n)
  fi
  : >"$logs/$log.log"
  apt_lists
  logged "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "$@"
}

# apt_lists: updates the package lists, at most once an hour. If that fails, the installation reports it.
apt_lists() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  if [ -z "$(find "$logs/apt-lists" -mmin -60 2>/dev/null)" ] ||
    [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null)" ]; then
    "${as_root[@]}" apt-get update >"$logs/apt-update.log" 2>&1 </dev/null || true
    touch "$logs/apt-lists"
  fi
}

# python_tools FOLDER LOG VERSION OPTION…: creates a virtual environment, runs `uv pip install` with these options, and
# prints the path of its programs. The environment is created again when VERSION changes.
python_tools() {
  local venv=$1 log=$2 version=$3 stamp=$1/.installed uv=$tools/uv/bin/uv
  shift 3
  if [ "$(cat "$stamp" 2>/dev/null)" != "$version" ]; then
    : >"$logs/$log.log"
    install_uv "$log"
    logged "$log" "$uv" venv --clear --python "$(command -v python3)" "$venv"
    # The installation of a wheel runs no code of the package.
    logged "$log" "$uv" pip install --no-cache --system-certs --only-binary :all: --python "$venv/bin/python" "$@"
    printf '%s\n' "$version" >"$stamp"
  fi
  printf '%s\n' "$venv/bin"
}

# install_uv LOG: installs uv, which installs the tools in a fifth of pip's time.
install_uv() {
  local log=$1 version=0.13.9
  if [[ "$("$tools/uv/bin/uv" --version 2>/dev/null)" != "uv $version"* ]]; then
    command -v python3 >/dev/null || unavailable 'no python3'
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
      unavailable "python3 is $(python3 --version), 3.10 or newer is needed"
    # Debian has a separate package for venv and pip.
    python3 -c 'import ensurepip' 2>/dev/null || NEED='no venv for python3' apt_install venv python3-venv
    logged "$log" python3 -m venv --clear "$tools/uv"
    logged "$log" "$tools/uv/bin/pip" install --disable-pip-version-check --only-binary :all: "uv==$version"
  fi
}
