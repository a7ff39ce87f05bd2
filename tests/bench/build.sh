# Sourced by run and growth. Defines `build`, and sets `folder`, the folder of the programs to measure, and `python`.
#
# The binaries are compiled and linked by cargo-lambda, as in `sam build`.

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$PWD/target/bench
mkdir -p "$folder/peer"
python=$(tests/setup/python)
tests/setup/valgrind >/dev/null
export PYTHONPYCACHEPREFIX=$PWD/target/pycache OPENSSL_CONF=$PWD/tests/bench/openssl.cnf

# build PACKAGE…: builds each package separately, so that cargo does not add features that the others enable.
build() {
  local package
  for package in "$@"; do
    PATH=$python:$PATH cargo lambda build --locked --quiet --release --package "$package" --lambda-dir "$folder"
  done
}
