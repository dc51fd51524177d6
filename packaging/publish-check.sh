#!/usr/bin/env bash
# Whether both crates could be published: their packages are made and built from what is in them, and nothing is sent.
. "$(dirname "$0")/common.sh"

grep -q '^repository = ' Cargo.toml || say "warning: no \`repository\`: cargo binstall finds no archives; packaging/repository.sh sets it for a release"
cargo publish --dry-run --locked --workspace "$@"
