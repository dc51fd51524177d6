#!/usr/bin/env python3
"""Compares what two builds of interligne give, byte for byte, for changes that must not alter the output.

    python3 .ci/compare.py OLD NEW [--pairs DIR] [--files DIR] [--tmx DIR] [--most N]

--pairs DIR   article pairs (x.fr.EXT beside x.en.EXT): `align --format json`, then `import` and `export` to TMX, TSV, XLIFF
              and JSON Lines, `pretranslate`, `suggest --json` and `search --json` on the memory so made
--files DIR   articles: `segment --json`
--tmx DIR     TMX files: `import` and `export` to TMX
Each may be given more than once. Prints each difference with the command that shows it; exit code 1 if there is one.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile

# When a memory was made, and where.
VARYING = re.compile(rb'\d{8}T\d{6}Z|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z')


def run(binary, *arguments, cwd):
    done = subprocess.run([binary, *arguments], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    return VARYING.sub(b"TIME", done.stdout + b"\n--\n" + done.stderr + b"\n-- %d" % done.returncode)


# Of articles.
ENDINGS = ("txt", "html", "md", "docx", "odt", "rtf", "epub", "pdf", "srt", "vtt")


class Comparison:
    def __init__(self, old, new):
        self.binaries = [os.path.abspath(old), os.path.abspath(new)]
        self.compared, self.different = 0, []

    def same(self, what, outputs):
        self.compared += 1
        if outputs[0] != outputs[1]:
            lines = [output.decode("utf-8", "replace").splitlines() for output in outputs]
            difference = list(difflib.unified_diff(*lines, "old", "new", lineterm="", n=0))
            self.different.append(what)
            print(f"differs: {what}")
            for line in difference[:8]:
                print("   ", line[:300])

    def command(self, *arguments):
        with tempfile.TemporaryDirectory() as place:
            self.same(" ".join(arguments), [run(binary, *arguments, cwd=place) for binary in self.binaries])

    def memories(self, what, prepare, queries, article=None):
        """The same memory made by both, and what comes out of it."""
        with tempfile.TemporaryDirectory() as place:
            folders = []
            for name, binary in zip(("old", "new"), self.binaries):
                folder = os.path.join(place, name)
                os.mkdir(folder)
                folders.append(folder)
            told = [run(b, "--memory", "m", *prepare, cwd=f) for b, f in zip(self.binaries, folders)]
            self.same(f"{what}: import", told)
            for extension in ("tmx", "tsv", "xlf", "jsonl"):
                files = []
                for binary, folder in zip(self.binaries, folders):
                    run(binary, "--memory", "m", "export", f"out.{extension}", cwd=folder)
                    path = os.path.join(folder, f"out.{extension}")
                    with open(path, "rb") if os.path.exists(path) else open(os.devnull, "rb") as file:
                        files.append(VARYING.sub(b"TIME", file.read()))
                self.same(f"{what}: export .{extension}", files)
            for extension in ("tmx", "tsv", "xlf") if article else ():
                files = []
                for binary, folder in zip(self.binaries, folders):
                    run(binary, "--memory", "m", "pretranslate", article, "-o", f"pre.{extension}", cwd=folder)
                    with open(os.path.join(folder, f"pre.{extension}"), "rb") as file:
                        files.append(VARYING.sub(b"TIME", file.read()))
                self.same(f"{what}: pretranslate .{extension}", files)
            for query in queries:
                for command in (["suggest", "--json", "--min-score", "50"], ["search", "--json"]):
                    told = [run(b, "--memory", "m", *command, query, cwd=f) for b, f in zip(self.binaries, folders)]
                    self.same(f"{what}: {' '.join(command)} {query!r}", told)


def files_below(folder):
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(os.path.abspath(place), name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--pairs", action="append", default=[])
    parser.add_argument("--files", action="append", default=[])
    parser.add_argument("--tmx", action="append", default=[])
    parser.add_argument("--most", type=int, default=1_000_000, help="at most so many of each kind")
    args = parser.parse_args()
    for folder in args.pairs + args.files + args.tmx:
        if not os.path.isdir(folder):
            sys.exit(f"{folder} is no folder: name one that holds what is to be compared")
    for binary in (args.old, args.new):
        told = subprocess.run([binary, "--version"], capture_output=True, text=True)
        if told.returncode or not told.stdout.startswith("interligne "):
            sys.exit(f"{binary} is no interligne: `--version` gave {told.stdout.strip()!r} and exit code {told.returncode}")
    comparison = Comparison(args.old, args.new)
    for folder in args.pairs:
        sources = [path for path in files_below(folder) if re.search(r"\.fr\.\w+$", path)]
        for source in sources[: args.most]:
            found = [p for p in (re.sub(r"\.fr\.\w+$", f".en.{e}", source) for e in ENDINGS) if os.path.exists(p)]
            if not found:
                continue
            comparison.command("align", "--format", "json", "--force", source, found[0])
            told = run(comparison.binaries[0], "segment", source, cwd=folder).split(b"\n--\n")[0].decode("utf-8", "replace")
            segments = [line for line in told.splitlines() if len(line) > 20][:2]
            queries = [segment.replace("a", "e", 1) for segment in segments] + ["de"]
            comparison.memories(os.path.basename(source), ["import", "--force", source, found[0]], queries, source)
    for folder in args.files:
        for path in list(files_below(folder))[: args.most]:
            comparison.command("segment", "--json", path)
    for folder in args.tmx:
        for path in [p for p in files_below(folder) if p.lower().endswith(".tmx")][: args.most]:
            comparison.memories(os.path.basename(path), ["import", path], [])
    print(f"{comparison.compared} outputs compared, {len(comparison.different)} different")
    return 1 if comparison.different or not comparison.compared else 0


if __name__ == "__main__":
    sys.exit(main())
