#!/usr/bin/env python3
"""Fails on a Rust file of more than 600 lines that does not say why, in a comment `// Longer than most files: …` before its first item.

    python3 .ci/sizes.py

Functions of more than 100 lines are the lint `clippy::too_many_lines`.
"""

import os
import re
import subprocess
import sys

MOST = 600
REASON = "// Longer than most files: "

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
listed = subprocess.run(["git", "ls-files", "*.rs"], cwd=root, check=True, capture_output=True, text=True)
files = listed.stdout.splitlines()
wrong = 0
for name in files:
    with open(os.path.join(root, name), encoding="utf-8") as file:
        text = file.read()
    lines = text.count("\n")
    head = re.split(r"(?m)^(?:use|mod|pub|const|static|fn|struct|enum|impl|type)\b", text, maxsplit=1)[0]
    if lines > MOST and REASON not in head:
        print(f"{name}: {lines} lines: expected {MOST} at most, or `{REASON}…` at its head")
        wrong += 1
if wrong:
    sys.exit(1)
print(f"no file of {len(files)} is longer than {MOST} lines without a reason")
