# shellcheck shell=bash disable=SC2034
# What the scripts here share; each says `. "$(dirname "$0")/common.sh"`. They run from any folder and write to dist/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VERSION=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
TARGET=${TARGET:-$(rustc -vV | sed -n 's/^host: //p')}
DIST=${DIST:-dist}
NAME=interligne-$VERSION-$TARGET
# Where cargo puts what it builds for a named target.
BUILT=${CARGO_TARGET_DIR:-target}/$TARGET/release
case $TARGET in
  *windows*) EXE=.exe ;;
  *) EXE= ;;
esac

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}
