#!/usr/bin/env bash
# The Python wheel, dist/interligne-VERSION-cp310-abi3-PLATFORM.whl, and a test that it installs in a clean environment, where its command runs.
#   WHEEL_PROFILE=quick packaging/wheel.sh     # less time to build, slower code: for a test
# Needs python3 with venv; maturin is fetched if it is not there.
. "$(dirname "$0")/common.sh"

case ${WHEEL_PROFILE:-release} in
  release) ;;
  quick)
    export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
    export CARGO_PROFILE_RELEASE_DEBUG=0
    ;;
  *) die "WHEEL_PROFILE=$WHEEL_PROFILE: expected release or quick" ;;
esac
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
maturin=$(command -v maturin || true)
if [ -z "$maturin" ]; then
  python3 -m venv "$here/tools"
  "$here/tools/bin/pip" install --quiet 'maturin>=1.8,<2'
  maturin=$here/tools/bin/maturin
fi
mkdir -p "$DIST"
rm -f "$DIST"/interligne-*.whl
"$maturin" build --quiet --release --locked --manifest-path python/Cargo.toml --out "$DIST"
wheel=$(ls "$DIST"/interligne-"$VERSION"-*.whl)
python3 -m venv "$here/clean"
"$here/clean/bin/pip" install --quiet --no-deps "$wheel"
said=$("$here/clean/bin/interligne" --version)
[ "$said" = "interligne $VERSION" ] || die "the installed command says: $said"
echo "$wheel"
