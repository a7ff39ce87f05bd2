#!/usr/bin/env bash
# Builds the functions for arm64 in the chroot of tests/setup/arm64. The arguments are the paths that tests/setup/arm64 and
# tests/setup/python print. The crates must be in CARGO_HOME.
#
#   unshare --mount tests/arm64/build.sh FOLDER PYTHON
#
# The mounts are in a namespace of their own. They disappear when the last process of the build ends, for any reason.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

chroot=$1/debian
target=$1/target
tools=$2
crates=${CARGO_HOME:-$HOME/.cargo}
zig=$("$tools/python" -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))')

if [ "$(readlink /proc/self/ns/mnt)" = "$(readlink "/proc/$PPID/ns/mnt")" ]; then
  echo 'run this script with "unshare --mount"' >&2
  exit 2
fi

# read_only FOLDER: mounts a folder in the chroot, at the same path.
read_only() {
  mkdir -p "$chroot$1"
  mount --bind "$1" "$chroot$1"
  mount -o remount,bind,ro "$chroot$1"
}

mkdir -p "$target"
mount -t proc proc "$chroot/proc"
read_only "$PWD"
read_only "$crates"
mount --bind "$target" "$chroot$target"

# The linker is zig, as in `sam build`.
exec chroot "$chroot" env -i --chdir="$PWD" HOME=/root PATH="$tools:$zig:/usr/bin:/bin" CARGO_HOME="$crates" \
  CARGO_TARGET_DIR="$target" cargo lambda build --locked --offline --release --arm64 \
  --package profiling-form --package profiling-submit
