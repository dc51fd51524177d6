"""Measures `align_corpus.py` on a small cluster of this machine, beside the plain command line on the same pairs.

    python spark/measure.py --cli target/release/interligne [--pairs 500] [--growth 1,4,16] [--master local-cluster[2,1,2048]]

prints a table: pairs, segments, processor seconds of the command line (`align --jsonl`, one thread), those of the workers (the tasks' threads in
Java, which read, shuffle and hand over, and the Python processes, which align and write; the start of both left out), the overhead, and wall clock times. Then it runs the
smallest corpus with an executor killed in the middle, and tells whether rows and TMX bytes are those of the run before.

Linux alone: it looks for the executors in /proc. The wheel should be built with the profile of the command line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "tests")]

import jobs  # noqa: E402

SENTENCES = 30
"""In each text: about what an article has."""


def corpus(count: int) -> list[dict[str, str]]:
    """Pairs of articles of the tests' sentences, with a few left out, as translators do."""
    draw = random.Random(7)
    rows = []
    for number in range(count):
        pairs = [jobs.sentence(draw) for _ in range(SENTENCES)]
        french = [pair[0] for pair in pairs]
        english = [pair[1] for pair in pairs if draw.random() > 0.02]
        rows.append({"id": f"doc-{number:06}", "fr": " ".join(french), "en": " ".join(english)})
    return rows


def command_line(cli: str, pairs: Path, answers: Path) -> tuple[float, float]:
    """Processor and wall clock seconds of `align --jsonl` on one thread."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with answers.open("wb") as out:
        subprocess.run([cli, "align", "--jsonl", str(pairs), "-q"], env={**os.environ, "RAYON_NUM_THREADS": "1"}, stdout=out, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - begin


def java_seconds(events: Path) -> float:
    """Processor seconds of all tasks' threads in Java, by Spark's own log."""
    total = 0
    for path in events.rglob("*"):
        if not path.is_file() or path.name.startswith((".", "appstatus")):
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if '"SparkListenerTaskEnd"' in line:
                    total += (json.loads(line).get("Task Metrics") or {}).get("Executor CPU Time", 0)
    return total / 1e9


def aligned(folder: Path, pairs: Path, shard_bytes: int, master: str) -> tuple[dict[str, Any], float, float]:
    """The report of a job, Java's processor seconds, and the wall clock seconds with the start of Spark."""
    events = folder / "events"
    events.mkdir()
    options = ["--input", pairs, "--output", folder / "out", "--shard-bytes", str(shard_bytes)]
    begin = time.monotonic()
    command = jobs.submit("align_corpus.py", *options, master=master, events=events)
    done = subprocess.run(command, env=jobs.environment(), capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(done.stderr[-4000:])
    return json.loads(done.stdout), java_seconds(events), time.monotonic() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure align_corpus.py beside the command line.")
    parser.add_argument("--cli", required=True, help="the program `interligne`, of the wheel's profile")
    parser.add_argument("--pairs", type=int, default=500, help="in the smallest corpus [500]")
    parser.add_argument("--growth", default="1,4,16", help="how many times as many are measured [1,4,16]")
    parser.add_argument("--master", default="local-cluster[2,1,2048]")
    parser.add_argument("--shard-bytes", type=int, default=1 << 20)
    args = parser.parse_args()
    import pyarrow as pa
    import pyarrow.parquet as pq

    print(f"load before: {os.getloadavg()[0]:.1f}, master {args.master}, {args.shard_bytes} bytes a shard, {SENTENCES} sentences a text\n", flush=True)
    print("| pairs | segments | shards | command line, CPU s | Java, CPU s | Python, CPU s | overhead | segments a CPU s of the workers | job, s | with Spark's start, s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory(prefix="interligne-measure-") as name:
        first: Path | None = None
        for times in map(int, args.growth.split(",")):
            folder = Path(name) / str(times)
            folder.mkdir()
            rows = corpus(args.pairs * times)
            pq.write_table(pa.Table.from_pylist(rows), folder / "pairs.parquet")
            (folder / "pairs.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
            segments = sum(row[side].count(". ") + 1 for row in rows for side in ("fr", "en"))
            plain, _ = command_line(args.cli, folder / "pairs.jsonl", folder / "answers.jsonl")
            report, java, wall = aligned(folder, folder / "pairs.parquet", args.shard_bytes, args.master)
            python = report["worker_cpu_seconds"]
            print(f"| {len(rows):,} | {segments:,} | {report['shards']} | {plain:.1f} | {java:.1f} | {python:.1f} | {(java + python) / plain - 1:+.0%} "
                  f"| {segments / (java + python):,.0f} | {report['seconds']:.0f} | {wall:.0f} |", flush=True)
            first = first or folder
        assert first is not None
        killed = Path(name) / "killed"
        options = ["--input", first / "pairs.parquet", "--output", killed, "--shard-bytes", str(max(1, args.shard_bytes // 8))]
        whole = Path(name) / "whole"
        jobs.run("align_corpus.py", *options[:3], whole, *options[4:])
        done = jobs.run_and_kill_an_executor("align_corpus.py", *options, output=killed, master=args.master)
        same = jobs.rows_of(killed) == jobs.rows_of(whole) and jobs.tmx_of(killed) == jobs.tmx_of(whole)
        print(f"\nan executor killed after {done} shards: {'the same rows and TMX bytes' if same else 'OTHER ROWS OR BYTES'}")
        print(f"load after: {os.getloadavg()[0]:.1f}")
        sys.exit(not same)


if __name__ == "__main__":
    main()
