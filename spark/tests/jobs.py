"""What the tests of the jobs share: texts of their own, and a run of a job on two cores of this machine."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

JOBS = Path(__file__).resolve().parent.parent
MASTER = os.environ.get("INTERLIGNE_SPARK_MASTER", "local[2]")

WHO = [("Le maire", "The mayor"), ("La directrice", "The headmistress"), ("Une habitante", "A resident"), ("L'architecte", "The architect")]
DID = [("a présenté", "presented"), ("a refusé", "refused"), ("a visité", "visited"), ("a défendu", "defended"), ("a fermé", "closed")]
WHAT = [("le nouveau pont", "the new bridge"), ("l'école du village", "the village school"), ("la vieille usine", "the old factory")]
WHEN = [("lundi soir", "on Monday evening"), ("devant {} personnes", "in front of {} people"), ("après {} jours", "after {} days")]


def sentence(draw: random.Random) -> tuple[str, str]:
    words = [draw.choice(part) for part in (WHO, DID, WHAT, WHEN)]
    number = draw.randint(2, 900)
    french, english = (" ".join(word[side].format(number) for word in words) + "." for side in (0, 1))
    return french, english


def corpus(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Small pairs, one huge one among them, and two that are refused."""
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        sentences = [sentence(draw) for _ in range(600 if number == count // 2 else draw.randint(2, 6))]
        rows.append({"id": f"doc-{number}", "fr": " ".join(s[0] for s in sentences), "en": " ".join(s[1] for s in sentences)})
    rows[3]["en"] = None
    rows[5]["fr"] = "  "
    return rows


def submit(script: str, *arguments: str | Path, master: str = MASTER, events: Path | None = None) -> list[str]:
    # pyspark's own spark-submit, started by this Python.
    code = ("import sys, runpy, json; from pyspark.sql import SparkSession; "
            "SparkSession.builder.master(sys.argv[1]).config('spark.ui.enabled', 'false').config(map=json.loads(sys.argv[2]))"
            ".config('spark.sql.shuffle.partitions', '4').getOrCreate(); sys.argv = sys.argv[3:]; runpy.run_path(sys.argv[0], run_name='__main__')")
    settings = {} if events is None else {"spark.eventLog.enabled": "true", "spark.eventLog.dir": events.as_uri(), "spark.eventLog.compress": "false"}
    if master.startswith("local-cluster"):
        # Its executors are processes of their own, with Java's heap as large as the cluster says.
        settings |= {"spark.executor.memory": "1g", "spark.executor.cores": "1"}
    return [sys.executable, "-c", code, master, json.dumps(settings), str(JOBS / script), *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}


def run(script: str, *arguments: str | Path, code: int = 0) -> Any:
    done = subprocess.run(submit(script, *arguments), env=environment(), capture_output=True, encoding="utf-8", timeout=600)
    assert done.returncode == code, done.stderr[-4000:]
    return json.loads(done.stdout) if code == 0 else done.stderr


def executors_of(process: int) -> list[int]:
    """The executors of a job on ``local-cluster``: processes of Java below the one that was started."""
    parents: dict[int, int] = {}
    executors = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in (entry / "cmdline").read_bytes():
                executors.append(int(entry.name))
        except OSError:
            # It has ended.
            continue

    def is_below(number: int) -> bool:
        while number in parents and number != process:
            number = parents[number]
        return number == process

    return sorted(filter(is_below, executors))


def run_and_kill_an_executor(script: str, *arguments: str | Path, output: Path, master: str) -> int:
    """Runs a job, kills one of its executors once a shard is done and before all are, and tells how many were."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(submit(script, *arguments, master=master), env=environment(), stdout=subprocess.DEVNULL, stderr=said)
        killed = None
        while child.poll() is None and killed is None:
            time.sleep(0.005)
            done = len(list(output.glob("shards/*.json")))
            if done and (executors := executors_of(child.pid)):
                os.kill(executors[0], signal.SIGKILL)
                killed = done
        code = child.wait(timeout=600)
        said.seek(0)
        text = said.read().decode(errors="replace")
    assert code == 0, text[-4000:]
    assert killed is not None and killed < len(list(output.glob("shards/*.json"))), "the job was over before an executor could be killed"
    # Spark noticed.
    assert "Lost executor" in text, text[-4000:]
    return killed


def rows_of(output: Path) -> list[tuple[Any, ...]]:
    import pyarrow.parquet as pq

    rows = [row for file in sorted((output / "beads").glob("*.parquet")) for row in pq.read_table(file).to_pylist()]
    return sorted((tuple(map(str, row.values())) for row in rows))


def tmx_of(output: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((output / "tmx").iterdir())}
