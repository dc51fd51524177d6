#!/usr/bin/env bash
# The release binary for TARGET [default: this machine's], and the archive around it: dist/interligne-VERSION-TARGET.tar.gz
# (.zip for Windows) with the binary, the manual pages, the completions, README and licences. On Linux the binary is static.
. "$(dirname "$0")/common.sh"

case $TARGET in
  # glibc's static form; of musl's targets it is the default.
  *-linux-*) export RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" ;;
  # Windows without the redistributable.
  *windows-msvc) export RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" ;;
esac
# A megabyte less: relative relocations in their short form, which the static binary applies by itself.
case $TARGET in
  x86_64-*-linux-gnu) export RUSTFLAGS="$RUSTFLAGS -C link-arg=-Wl,-z,pack-relative-relocs" ;;
esac
# Without the searches and maps of SQLite that no table of ours uses: smaller, and less that a memory from elsewhere could call.
export LIBSQLITE3_FLAGS="-USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE"
# Two megabytes less than the profile's own, for a minute and a half more of building: all as one unit.
cargo build --release --locked --target "$TARGET" --bin interligne --config 'profile.release.strip="symbols"' --config 'profile.release.lto="fat"' --config profile.release.codegen-units=1

binary=$BUILT/interligne$EXE
case $TARGET in
  *-linux-*)
    if command -v readelf >/dev/null && readelf -l "$binary" | grep -q INTERP; then
      die "$binary wants a dynamic linker: expected a static binary"
    fi
    ;;
esac

folder=$DIST/$NAME
rm -rf "$folder"
mkdir -p "$folder/man" "$folder/completions"
cp "$binary" README.md LICENSE-MIT LICENSE-APACHE CHANGELOG.md "$folder/"
# Made by the binary itself; one for another machine cannot run here, and its archive goes without.
if "$binary" --version >/dev/null 2>&1; then
  "$binary" man --out-dir "$folder/man" >/dev/null
  "$binary" completions bash >"$folder/completions/interligne.bash"
  "$binary" completions zsh >"$folder/completions/_interligne"
  "$binary" completions fish >"$folder/completions/interligne.fish"
  "$binary" completions powershell >"$folder/completions/_interligne.ps1"
else
  say "note: $binary does not run here; the archive has no manual pages and no completions"
fi

case $TARGET in
  *windows*)
    archive=$NAME.zip
    (cd "$DIST" && rm -f "$archive" && if command -v 7z >/dev/null; then 7z a -bso0 "$archive" "$NAME"; else zip -qr "$archive" "$NAME"; fi)
    ;;
  *)
    archive=$NAME.tar.gz
    # The same files give the same bytes.
    tar --version 2>/dev/null | grep -q GNU && stable=(--sort=name --owner=0 --group=0 --numeric-owner "--mtime=@${SOURCE_DATE_EPOCH:-0}") || stable=()
    tar -C "$DIST" ${stable[@]+"${stable[@]}"} -cf - "$NAME" | gzip -9n >"$DIST/$archive"
    ;;
esac
echo "$DIST/$archive"
