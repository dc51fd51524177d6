#!/usr/bin/env bash
# The image of the static binary that packaging/build.sh built, and a run of it. Needs a Docker that runs.
. "$(dirname "$0")/common.sh"

docker info >/dev/null 2>&1 || {
  say "skipped: no Docker runs here"
  exit 0
}
docker build --build-arg "BINARY=$DIST/$NAME/interligne" -t "interligne:$VERSION" -f packaging/Dockerfile .
docker run --rm "interligne:$VERSION" --version
