# Sourced by run and growth: builds what is measured, and sets `folder`, where it is, and `python`.
#
# The binaries are those of `sam build`: compiled and linked by cargo-lambda.

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$PWD/target/bench
mkdir -p "$folder/peer"
python=$(tests/setup/python)
tests/setup/valgrind >/dev/null
export PYTHONDONTWRITEBYTECODE=1 OPENSSL_CONF=$PWD/tests/bench/openssl.cnf

# build PACKAGE…: each by itself, as cargo gives a package the features that others in the same command ask for.
build() {
  local package
  for package in "$@"; do
    PATH=$python:$PATH cargo lambda build --locked --quiet --release --package "$package" --lambda-dir "$folder"
  done
}
