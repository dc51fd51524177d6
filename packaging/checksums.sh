#!/usr/bin/env bash
# The SHA-256 of everything in dist/ that is given out: dist/SHA256SUMS, and a check that it holds.
. "$(dirname "$0")/common.sh"

cd "$DIST" || exit 1
sum() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
files=()
for file in *.tar.gz *.zip *.deb *.whl *.cdx.json; do
  [ -f "$file" ] && files+=("$file")
done
[ "${#files[@]}" -gt 0 ] || die "nothing in $DIST: run packaging/build.sh first"
sum "${files[@]}" >SHA256SUMS
sum -c SHA256SUMS >/dev/null
cat SHA256SUMS
