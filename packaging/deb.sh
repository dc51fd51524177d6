#!/usr/bin/env bash
# The Debian package, of what packaging/build.sh built: dist/interligne_VERSION-1_ARCH.deb, and a test that it installs in a clean root
# and runs there. Needs cargo-deb; the test needs root.
. "$(dirname "$0")/common.sh"

folder=$DIST/$NAME
[ -x "$folder/interligne" ] || die "$folder/interligne is not there: run packaging/build.sh first"
# The paths that [package.metadata.deb] names.
staged=${CARGO_TARGET_DIR:-target}/deb-staged
rm -rf "$staged" target/deb-staged
mkdir -p "$staged/man"
cp "$folder/man/"*.1 "$staged/man/"
gzip -9nf "$staged/man/"*.1
cp "$folder/completions/"* "$staged/"
if [ "$staged" != target/deb-staged ]; then
  mkdir -p target
  cp -r "$staged" target/deb-staged
fi
# Stripped already; static, so that it depends on nothing.
deb=$(cargo deb --locked --no-build --no-strip --target "$TARGET" --output "$DIST/" | tail -1)
echo "$deb"

if [ "$(id -u)" != 0 ] || ! command -v dpkg >/dev/null; then
  say "skipped: installing it in a clean root needs root and dpkg"
  exit 0
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# A root with nothing in it but dpkg's own records: what the package does not bring is not there.
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/tmp"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
dpkg --root="$root" --install "$deb" >/dev/null
for file in usr/share/man/man1/interligne.1.gz usr/share/man/man1/interligne-import.1.gz \
  usr/share/bash-completion/completions/interligne usr/share/zsh/vendor-completions/_interligne \
  usr/share/fish/vendor_completions.d/interligne.fish usr/share/doc/interligne/copyright; do
  [ -s "$root/$file" ] || die "$deb did not bring $file"
done
cp samples/*.txt "$root/tmp/"
said=$(chroot "$root" /usr/bin/interligne --version)
[ "$said" = "interligne $VERSION" ] || die "the installed binary says: $said"
set -- "$root"/tmp/*.fr.txt
article=$(basename "${1%.fr.txt}")
chroot "$root" /usr/bin/interligne --memory /tmp/memory import "/tmp/$article.fr.txt" "/tmp/$article.en.txt"
chroot "$root" /usr/bin/interligne --memory /tmp/memory memory check >/dev/null
dpkg --root="$root" --purge interligne >/dev/null
[ ! -e "$root/usr/bin/interligne" ] || die "purging left the binary"
say "installed, run and purged in a clean root"
