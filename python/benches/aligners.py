"""What a call from Python costs, and the aligner beside others from PyPI on the same segments in the same run.

    python python/benches/aligners.py pairs.jsonl             # a line each: {"fr": text, "en": text}, cut by interligne for all
    python python/benches/aligners.py pairs.jsonl --gold DIR  # and strict F1 on DIR/DOC.{fr,en,gold}

Time is processor time of one thread, the median of three runs. The library's own time is that of the native call `align_many` on one
thread: it is one call for all pairs, so that what is left beside the library is the texts' way in and the beads' way out. The same pairs
through `interligne align --jsonl` (a process of its own, with JSON on both sides) stand beside it where the command is on the path.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("RAYON_NUM_THREADS", "1")

import interligne  # noqa: E402

Pair = tuple[list[str], list[str]]


def seconds(work: Callable[[], Any]) -> float:
    """Processor time of a piece of work, the median of three."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def gold_pairs(folder: Path) -> list[tuple[Pair, set[tuple[tuple[int, ...], tuple[int, ...]]]]]:
    """Texts with a segment a line, and the beads that a person made of them: `0 1 <TAB> 0` a line, or as `[0, 1]:[0]`."""
    found = []
    for gold in sorted(folder.rglob("*.gold")):
        sides = [gold.with_suffix(f".{lang}").read_text(encoding="utf-8").splitlines() for lang in ("fr", "en")]
        beads = set()
        for line in gold.read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            left, right = line.split("\t")[:2] if "\t" in line else line.split(":")[:2]
            numbers = [tuple(int(n) for n in side.replace("[", " ").replace("]", " ").replace(",", " ").split()) for side in (left, right)]
            if numbers[0] and numbers[1]:
                beads.add((numbers[0], numbers[1]))
        found.append(((sides[0], sides[1]), beads))
    return found


def f1(pairs: list[Any], align: Callable[[Pair], set[Any]]) -> float:
    """Strict F1 of the beads with two sides, over all pairs together."""
    right = made = wanted = 0
    for pair, gold in pairs:
        beads = align(pair)
        right += len(beads & gold)
        made += len(beads)
        wanted += len(gold)
    return 2 * right / (made + wanted)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--gold", type=Path)
    args = parser.parse_args()
    with args.pairs.open(encoding="utf-8") as file:
        rows = [json.loads(line) for _, line in zip(range(args.count), file)]
    aligner = interligne.Aligner()
    texts = [(row["fr"], row["en"]) for row in rows]
    aligner.align_many(texts[:100])

    native = aligner._native
    bare = seconds(lambda: native.align_many(texts))
    many = seconds(lambda: aligner.align_many(texts))
    one = seconds(lambda: [aligner.align(source, target) for source, target in texts])
    print(f"{len(texts)} pairs of texts: the native call {bare:.2f} s, align_many {many:.2f} s, a call of align for each {one:.2f} s")
    command = shutil.which("interligne")
    if command:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        begin = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([command, "align", "--jsonl"], input=lines, stdout=subprocess.DEVNULL, check=True)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begin
        print(f"{len(texts)} pairs of texts: {command} align --jsonl {spent:.2f} s")

    segments: list[Pair] = [(interligne.segment(s, "fr"), interligne.segment(t, "en")) for s, t in texts]
    print(f"{len(segments)} pairs of lists: interligne {seconds(lambda: [aligner.align(*pair) for pair in segments]):.2f} s")
    try:
        import galechurch
    except ImportError:
        print("galechurch is not installed")
        return
    print(f"{len(segments)} pairs of lists: galechurch {seconds(lambda: [galechurch.align(*pair) for pair in segments]):.2f} s")
    if args.gold:
        pairs = gold_pairs(args.gold)

        def ours(pair: Pair) -> set[Any]:
            return {(bead.source, bead.target) for bead in aligner.align(*pair) if not bead.is_null()}

        def theirs(pair: Pair) -> set[Any]:
            lines = galechurch.align(*pair).to_pharaoh_lines()
            beads = [tuple(tuple(json.loads(side)) for side in line.split(":")) for line in lines]
            return {bead for bead in beads if bead[0] and bead[1]}

        print(f"strict F1 on {len(pairs)} documents: interligne {f1(pairs, ours):.4f}, galechurch {f1(pairs, theirs):.4f}")


if __name__ == "__main__":
    main()
