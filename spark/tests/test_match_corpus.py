"""`match_corpus.py` gives what one memory of all units would."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import interligne
import pytest

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
import pyarrow.parquet as pq  # noqa: E402

from jobs import run, sentence  # noqa: E402


def test_the_parts_of_a_memory_answer_as_the_whole_does(tmp_path: Path) -> None:
    draw = random.Random(4)
    units = [dict(zip(("unit", "source", "target"), (number, *sentence(draw)))) for number in range(1, 1200)]
    units += [{**units[7], "unit": 5000}, {"unit": 5001, "source": " ", "target": "Nothing."}]
    pq.write_table(pa.Table.from_pylist(units), tmp_path / "units.parquet")
    queries = [{"id": f"q{number}", "text": sentence(draw)[0]} for number in range(150)]
    queries += [{"id": "same", "text": units[3]["source"]}, {"id": "none", "text": "Rien de tel."}, {"id": "empty", "text": None}]
    pq.write_table(pa.Table.from_pylist(queries), tmp_path / "queries.parquet")
    built = run("match_corpus.py", "build", "--units", tmp_path / "units.parquet", "--output", tmp_path / "parts", "--parts", "3")
    assert built["parts"] == 3
    assert run("match_corpus.py", "build", "--units", tmp_path / "units.parquet", "--output", tmp_path / "parts", "--parts", "3")[
        "parts_done_before"] == 3
    run("match_corpus.py", "match", "--parts", tmp_path / "parts", "--queries", tmp_path / "queries.parquet", "--output",
        tmp_path / "matches", "--limit", "4", "--min-score", "60", "--blocks", "2")
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(pq.read_table(tmp_path / "matches").to_pylist(), key=lambda row: row["rank"]):
        found.setdefault(row["query"], []).append((row["score"], row["source"], row["target"], row["adapted"]))

    # One memory, compared with every unit.
    memory = interligne.Memory(tmp_path / "memory")
    memory.add_many([(unit["source"], unit["target"]) for unit in units], status="aligned")
    answers = memory.suggest_many([query["text"] or "" for query in queries], min_score=60, limit=4, exhaustive=True)
    for query, matches in zip(queries, answers):
        assert found.get(query["id"], []) == [(m.score, m.source, m.target, m.adapted) for m in matches], query
    assert found["same"][0][0] == 100 and "none" not in found
