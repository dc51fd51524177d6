#!/usr/bin/env bash
# Whether both crates could be published: their packages are made and built from what is in them, and nothing is sent.
. "$(dirname "$0")/common.sh"

cargo publish --dry-run --locked --workspace "$@"
