"""What the tests of the jobs share: texts of their own, and a run of a job on two cores of this machine."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
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


def submit(script: str, *arguments: str | Path) -> list[str]:
    # pyspark's own spark-submit, started by this Python.
    code = ("import sys, runpy; from pyspark.sql import SparkSession; "
            "SparkSession.builder.master(sys.argv[1]).config('spark.ui.enabled', 'false')"
            ".config('spark.sql.shuffle.partitions', '4').getOrCreate(); sys.argv = sys.argv[2:]; runpy.run_path(sys.argv[0], run_name='__main__')")
    return [sys.executable, "-c", code, MASTER, str(JOBS / script), *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}


def run(script: str, *arguments: str | Path, code: int = 0) -> Any:
    done = subprocess.run(submit(script, *arguments), env=environment(), capture_output=True, encoding="utf-8", timeout=600)
    assert done.returncode == code, done.stderr[-4000:]
    return json.loads(done.stdout) if code == 0 else done.stderr
