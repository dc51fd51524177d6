#!/usr/bin/env bash
# What the binary is made of: dist/interligne-VERSION.cdx.json, a CycloneDX list of every crate with its version and licence, and a
# check that no licence stands in it that the project's own does not go with. Needs cargo-cyclonedx.
. "$(dirname "$0")/common.sh"

cargo cyclonedx --quiet --format json --target "$TARGET" --manifest-path Cargo.toml --override-filename interligne-sbom
mkdir -p "$DIST"
mv interligne-sbom.json "$DIST/interligne-$VERSION.cdx.json"
rm -f tmx/interligne-sbom.json
python3 - "$DIST/interligne-$VERSION.cdx.json" <<'PYTHON'
import json, re, sys

listed = json.load(open(sys.argv[1], encoding="utf-8"))
# Each of these may be part of a program under MIT OR Apache-2.0. MPL-2.0 holds for the files of its crate alone, which are as they were published.
FIT = {"MIT", "Apache-2.0", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "0BSD", "Unlicense", "CC0-1.0", "Unicode-3.0",
       "Unicode-DFS-2016", "MIT-0", "BSL-1.0", "MPL-2.0", "LLVM-exception", "bzip2-1.0.6"}
bad = []
for part in listed["components"]:
    said = " OR ".join(l.get("expression") or l["license"].get("id") or l["license"].get("name", "?") for l in part.get("licenses", []))
    # One of several that are offered is enough.
    offers = re.split(r"\s+OR\s+|/", said.replace("(", " ").replace(")", " "))
    if not any(all(word in FIT for word in re.split(r"\s+(?:AND|WITH)\s+", offer.strip())) for offer in offers):
        bad.append(f"{part['name']} {part['version']}: {said or 'no licence'}")
print(f"{len(listed['components'])} crates")
if bad:
    sys.exit("licences to look at:\n  " + "\n  ".join(bad))
PYTHON
