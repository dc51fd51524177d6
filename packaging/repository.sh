#!/usr/bin/env bash
# Writes where the project is published into the manifests of both crates: `cargo binstall` takes its archives from there (`{ repo }`), and a crate
# of a registry says it. Where that is stands nowhere in the project itself, so a release says it, before it publishes:
#   packaging/repository.sh https://HOST/OWNER/PROJECT
. "$(dirname "$0")/common.sh"

[ $# = 1 ] || die "expected the address of the repository"
url=${1%/}
url=${url%.git}
[[ $url =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._~/-]+$ ]] || die "$1: expected an address such as https://HOST/OWNER/PROJECT"
for manifest in Cargo.toml tmx/Cargo.toml; do
  python3 - "$manifest" "$url" <<'PYTHON'
import re, sys

path, url = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    text = file.read()
before, package, rest = re.split(r"(?m)^(\[package\]\n(?:(?!\[).*\n)*)", text, maxsplit=1)
package = re.sub(r"(?m)^repository = .*\n", "", package)
package = re.sub(r"(?m)^(license\.workspace = .*\n)", rf'\1repository = "{url}"\n', package)
with open(path, "w", encoding="utf-8", newline="\n") as file:
    file.write(before + package + rest)
PYTHON
done
said=$(cargo metadata --no-deps --format-version 1 --offline |
  python3 -c 'import json, sys; print(*{package["repository"] for package in json.load(sys.stdin)["packages"]})')
[ "$said" = "$url" ] || die "the manifests say: $said"
say "both crates say $url"
