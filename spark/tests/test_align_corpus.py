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

from jobs import corpus, environment, rows_of, run, run_and_kill_an_executor, submit, tmx_of  # noqa: E402


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


def test_outputs_and_inputs_of_any_name(tmp_path: Path) -> None:
    from shards import Place, spark_path

    for name in ["out#1", "a?b", "100%25", "with space", "é", "[x]{y}*"]:
        Place(str(tmp_path / name)).write("x/a.json", b"{}")
        assert (tmp_path / name / "x" / "a.json").read_bytes() == b"{}"
        uri = (tmp_path / name).as_uri()
        assert Place(uri).read("x/a.json") == b"{}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["out#1", "a?b", "100%25", "with space", "é", "[x]{y}*"])
    assert spark_path("s3a://bucket/a*") == "s3a://bucket/a*"
    rows = [{"id": "a", "fr": "Le pont est fermé.", "en": "The bridge is closed."}]
    folder = tmp_path / "é #1 100%25"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), folder / "pairs [1].parquet")
    report = run("align_corpus.py", "--input", folder / "pairs [1].parquet", "--output", folder / "out")
    assert report["beads"] == 1 and len(rows_of(folder / "out")) == 1


def test_segments_stay_segments(tmp_path: Path) -> None:
    lists = {"id": "a", "fr": ["Le pont est fermé. Il rouvrira mardi.", "Tout va bien."], "en": ["The bridge is closed. It will reopen on Tuesday.", "All is well."]}
    text = {"id": "b", "fr": "[Le pont est fermé.] Il rouvrira mardi.", "en": "[The bridge is closed.] It will reopen on Tuesday."}
    odd = {"id": "c", "fr": ["Un."], "en": "One."}
    aligner = interligne.Aligner()

    def beads(row: dict[str, Any]) -> list[tuple[str, str]]:
        return [(bead.source_text, bead.target_text) for bead in aligner.align(row["fr"], row["en"])]

    def found(output: Path, name: str) -> list[tuple[str, str]]:
        rows = [row for file in (output / "beads").glob("*.parquet") for row in pq.read_table(file).to_pylist()]
        return [(row["source_text"], row["target_text"]) for row in sorted(rows, key=lambda row: row["bead"] or 0) if row["id"] == name]

    pq.write_table(pa.Table.from_pylist([lists]), tmp_path / "lists.parquet")
    run("align_corpus.py", "--input", tmp_path / "lists.parquet", "--output", tmp_path / "lists")
    assert found(tmp_path / "lists", "a") == beads(lists) and len(beads(lists)) == 2
    # JSON Lines, with texts and lists in one column.
    (tmp_path / "mixed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (lists, text, odd)))
    run("align_corpus.py", "--input", tmp_path / "mixed.jsonl", "--output", tmp_path / "mixed")
    for row in (lists, text, odd):
        assert found(tmp_path / "mixed", row["id"]) == beads(row), row


def test_a_folder_is_known_by_what_its_files_hold(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name in ["a.fr.txt", "a_fr.txt", "a.fr.html", "b.fr.txt"]:
        (files / name).write_text("Le pont est fermé.", encoding="utf-8")
        (files / name.replace("fr", "en")).write_text("The bridge is closed.", encoding="utf-8")
    options = ["--output", tmp_path / "out", "--folder"]
    # As `import` has it, `a` is left aside: it has several counterparts.
    assert run("align_corpus.py", *options, files)["pairs"] == 1
    moved = tmp_path / "moved"
    files.rename(moved)
    assert run("align_corpus.py", *options, moved)["shards_done_before"] == 1
    # As long as before, and something else.
    (moved / "b.en.txt").write_text("The bridge is opened.", encoding="utf-8")
    assert "was begun with something else (input)" in run("align_corpus.py", *options, moved, code=1)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="executors are looked for in /proc")
def test_an_executor_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(corpus(600)), tmp_path / "pairs.parquet")
    options = ["--input", tmp_path / "pairs.parquet", "--shard-bytes", "8000", "--output"]
    run("align_corpus.py", *options, tmp_path / "whole")
    killed = tmp_path / "killed"
    run_and_kill_an_executor("align_corpus.py", *options, killed, output=killed, master="local-cluster[2,1,2048]")
    assert rows_of(killed) == rows_of(tmp_path / "whole") and tmx_of(killed) == tmx_of(tmp_path / "whole")
    assert (killed / "manifest.json").read_bytes() == (tmp_path / "whole" / "manifest.json").read_bytes()
