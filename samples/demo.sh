#!/bin/sh
# The main job on the samples: import the article pairs, ask for suggestions, search, export. Needs Rust and a C compiler.
# Everything it makes is in target/demo; run it again to begin anew.
set -eu
cd "$(dirname "$0")/.."

cargo build --release
interligne="${CARGO_TARGET_DIR:-target}/release/interligne"
demo="${CARGO_TARGET_DIR:-target}/demo"
rm -rf "$demo"
mkdir -p "$demo"
INTERLIGNE_MEMORY="$demo/memory"
export INTERLIGNE_MEMORY

show() {
  printf '\n$ interligne'
  for word in "$@"; do case $word in *" "*) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac; done
  printf '\n'
  "$interligne" "$@"
}

show import samples
show suggest --limit 2 --presegmented --input samples/new-segments.fr.txt
show search estuaire
show memory info
show export "$demo/memory.tmx"
printf '\nThe memory is in %s/memory, the export in %s/memory.tmx.\n' "$demo" "$demo"
