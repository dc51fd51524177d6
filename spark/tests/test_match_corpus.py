"""`match_corpus.py` gives what one memory of all units would."""

from __future__ import annotations

import random
import unicodedata
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
    # What the memory takes for the same, and what it does not: white space, NFC, a non-breaking space.
    folded = units[9]["source"].replace(" ", "  ") + "\n"
    decomposed = unicodedata.normalize("NFD", units[11]["source"])
    units += [{**units[9], "unit": 5002, "source": folded}, {**units[11], "unit": 5003, "source": decomposed},
              {**units[12], "unit": 5004, "source": units[12]["source"].replace(" ", "\u00a0", 1)}]
    pq.write_table(pa.Table.from_pylist(units), tmp_path / "units.parquet")
    queries = [{"id": f"q{number}", "text": sentence(draw)[0]} for number in range(150)]
    queries += [{"id": f"like-{number}", "text": units[number]["source"]} for number in (7, 9, 11, 12)]
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

    # Rows that share what tells them apart are refused.
    for at, rows in enumerate([queries[:2] + queries[:1], [{"id": None, "text": "Un."}]]):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"bad-{at}.parquet")
        said = run("match_corpus.py", "match", "--parts", tmp_path / "parts", "--queries", tmp_path / f"bad-{at}.parquet", "--output",
                   tmp_path / "bad", code=1)
        assert "`id`" in said
    pq.write_table(pa.Table.from_pylist(units[:2] + units[:1]), tmp_path / "bad-units.parquet")
    said = run("match_corpus.py", "build", "--units", tmp_path / "bad-units.parquet", "--output", tmp_path / "bad", "--parts", "2", code=1)
    assert "`unit`" in said
