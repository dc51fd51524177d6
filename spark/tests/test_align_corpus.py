"""`align_corpus.py` gives what one process would, whatever is killed in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import interligne
import pytest

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
import pyarrow.parquet as pq  # noqa: E402

from jobs import corpus, environment, run, submit  # noqa: E402


def rows_of(output: Path) -> list[tuple[Any, ...]]:
    rows = [row for file in sorted((output / "beads").glob("*.parquet")) for row in pq.read_table(file).to_pylist()]
    return sorted((tuple(map(str, row.values())) for row in rows))


def tmx_of(output: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((output / "tmx").iterdir())}


def test_a_corpus_is_aligned_as_one_process_would_and_again_after_a_kill(tmp_path: Path) -> None:
    rows = corpus(400)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "pairs.parquet")
    whole = tmp_path / "whole"
    options = ["--input", tmp_path / "pairs.parquet", "--shard-bytes", "20000", "--output"]
    report = run("align_corpus.py", *options, whole)
    assert report["pairs"] == 400 and report["refused"] == 2 and report["shards"] > 5
    assert "there is no text in `target`" in report["refused_by_reason"]

    # The huge pair has a shard of its own; the others are alike.
    plan = json.loads((whole / "plan.json").read_text())
    assert [key for key, _ in plan["heavy"]] == ["doc-200"]
    pairs = sorted(json.loads(file.read_text())["pairs"] for file in (whole / "shards").glob("*.json"))
    assert pairs[0] == 1 and pairs[1] * 3 > pairs[-1]

    # One process.
    expected = interligne.Aligner().align_arrow(pa.Table.from_pylist(rows)).to_pylist()
    renamed = [{**row, "error": row["error"] and row["error"].replace("`en`", "`target`")} for row in expected]
    assert rows_of(whole) == sorted(tuple(map(str, row.values())) for row in renamed)
    memory = interligne.Memory(tmp_path / "memory")
    for file in sorted((whole / "tmx").iterdir()):
        memory.import_file(file)
    paired = {(row["source_text"], row["target_text"]) for row in renamed if row["source"] and row["target"]}
    assert {(unit.source, unit.target) for unit in memory.units()} == paired

    # Killed as soon as a shard is done, and started again.
    killed = tmp_path / "killed"
    child = subprocess.Popen(submit("align_corpus.py", *options, killed), env=environment(), start_new_session=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while child.poll() is None and not list(killed.glob("shards/*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    done_before = len(list(killed.glob("shards/*.json")))
    again = run("align_corpus.py", *options, killed)
    assert 0 < done_before <= again["shards_done_before"]
    assert rows_of(killed) == rows_of(whole) and tmx_of(killed) == tmx_of(whole)
    assert (killed / "manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()

    # Done already: nothing is done again. Another input is refused.
    times = {file: file.stat().st_mtime_ns for file in (killed / "beads").iterdir()}
    assert run("align_corpus.py", *options, killed)["shards_done_before"] == again["shards"]
    assert times == {file: file.stat().st_mtime_ns for file in (killed / "beads").iterdir()}
    pq.write_table(pa.Table.from_pylist(corpus(50, seed=2)), tmp_path / "pairs.parquet")
    assert "was begun with something else" in run("align_corpus.py", *options, killed, code=1)


def test_folders_of_files_and_json_lines(tmp_path: Path) -> None:
    rows = [row for row in corpus(12) if row["en"] and row["fr"].strip()]
    for row in rows:
        (tmp_path / "files" / "sub").mkdir(parents=True, exist_ok=True)
        for lang in ("fr", "en"):
            (tmp_path / "files" / "sub" / f"{row['id']}.{lang}.txt").write_text(row[lang], encoding="utf-8")
    (tmp_path / "files" / "alone.fr.txt").write_text("Rien.")
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    files = run("align_corpus.py", "--folder", tmp_path / "files", "--output", tmp_path / "a")
    texts = run("align_corpus.py", "--input", tmp_path / "pairs.jsonl", "--output", tmp_path / "b")
    assert files["pairs"] == texts["pairs"] == len(rows) and files["beads"] == texts["beads"]
    assert [row[1:] for row in rows_of(tmp_path / "a")] == [row[1:] for row in rows_of(tmp_path / "b")]
    assert "no column `text`" in run("align_corpus.py", "--input", tmp_path / "pairs.jsonl", "--output", tmp_path / "c",
                                     "--source-column", "text", code=1)
