"""Alignments: the same as the command's, as lists, tables and pages."""

import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import interligne
import pytest

from conftest import ENGLISH, FRENCH


def test_an_alignment_is_a_list_of_beads() -> None:
    alignment = interligne.Aligner("fr", "en").align(FRENCH, ENGLISH)
    assert isinstance(alignment, list)
    assert all(isinstance(bead, interligne.Bead) for bead in alignment)
    assert [(bead.source, bead.target) for bead in alignment] == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]
    assert alignment.pairs()[1] == (
        "Il prévoit douze logements et une école neuve.",
        "It provides for twelve homes and a new school.",
    )
    assert 0.5 < alignment.expected_accuracy <= 1
    assert alignment.warnings == []
    assert alignment.doubtful() == [bead for bead in alignment if bead.confidence < 0.75]


def test_it_is_what_the_command_says(pair: tuple[Path, Path]) -> None:
    command = [sys.executable, "-m", "interligne", "align", "--format", "json", *map(str, pair)]
    said = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    expected = [json.loads(line) for line in said.splitlines()]
    for line in expected:
        del line["id"]  # by which the command knows a line again
    for alignment in (interligne.align_files(*pair), interligne.Aligner().align(FRENCH, ENGLISH)):
        found = [bead._asdict() for bead in alignment]
        assert json.loads(json.dumps(found)) == expected


def test_segments_are_taken_as_they_are() -> None:
    source = ["Le pont est fermé. Depuis lundi.", "Il rouvrira\nmardi."]
    alignment = interligne.Aligner().align(source, ("The bridge is closed. Since Monday.", "It will reopen on Tuesday."))
    assert [bead.source for bead in alignment] == [(0,), (1,)]
    assert alignment[1].source_text == "Il rouvrira mardi."


def test_what_cannot_be_aligned_is_refused() -> None:
    aligner = interligne.Aligner()
    with pytest.raises(interligne.InputError, match="source.*empty"):
        aligner.align("", ENGLISH)
    with pytest.raises(interligne.InputError, match="swapped"):
        aligner.align(ENGLISH, FRENCH)
    with pytest.raises(TypeError):
        aligner.align(5, ENGLISH)  # type: ignore[arg-type]
    forced = interligne.Aligner(force=True).align(ENGLISH, FRENCH)
    assert len(forced) > 0
    with pytest.raises(interligne.InputError, match="lexicon"):
        interligne.Aligner(lexicon="missing.lexicon")
    assert issubclass(interligne.InputError, interligne.InterligneError)


def test_many_pairs_keep_their_order_and_a_bad_one_harms_no_other() -> None:
    aligner = interligne.Aligner()
    pairs: list[tuple[str, str]] = [(f"{FRENCH} Numéro {n}.", f"{ENGLISH} Number {n}.") for n in range(700)]
    pairs[650] = ("", ENGLISH)
    done = aligner.align_many(pairs)
    assert len(done) == 700
    refused = done[650]
    assert isinstance(refused, interligne.Refusal) and "empty" in refused.error
    for number in (0, 511, 512, 699):
        assert done[number] == aligner.align(*pairs[number])
    assert aligner.align_many([]) == []


def test_threads_share_an_aligner_and_the_lock_is_released() -> None:
    aligner = interligne.Aligner()
    expected = aligner.align(FRENCH, ENGLISH)
    ticks = threading.Event()
    long = [(FRENCH.replace("douze", str(n)) * 20, ENGLISH.replace("twelve", str(n)) * 20) for n in range(60)]

    def work() -> None:
        aligner.align_many(long)
        ticks.set()

    worker = threading.Thread(target=work)
    worker.start()
    # Another thread goes on while one of them aligns.
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: aligner.align(FRENCH, ENGLISH), range(20)))
    worker.join()
    assert ticks.is_set() and all(alignment == expected for alignment in found)


def test_an_aligner_goes_to_another_process() -> None:
    aligner = pickle.loads(pickle.dumps(interligne.Aligner("fr", "en", keep_furniture=True)))
    assert aligner.languages == ("fr", "en")
    assert repr(aligner) == "<Aligner fr to en>"
    bead = aligner.align(FRENCH, ENGLISH)[0]
    assert pickle.loads(pickle.dumps(bead)) == bead


def test_a_notebook_shows_a_table_and_no_markup_of_the_text() -> None:
    source = ["Le pont <b>est</b> fermé & vide.", "Il rouvrira mardi."]
    alignment = interligne.Aligner().align(source, ["The bridge <b>is</b> closed & empty.", "It will reopen on Tuesday."])
    page = alignment._repr_html_()
    assert page.count("<tr") == 3 and "&lt;b&gt;est&lt;/b&gt;" in page and "<b>" not in page
    text = repr(alignment)
    assert text.startswith("<Alignment of 2 beads") and "Il rouvrira mardi." in text


def test_a_forked_process_has_threads_of_its_own() -> None:
    script = """
import multiprocessing, interligne
pairs = [("Le pont est fermé depuis lundi soir.", "The bridge has been closed since Monday evening.")] * 40
aligner = interligne.Aligner()
def work(_):
    return [len(a) for a in aligner.align_many(pairs)]
if __name__ == "__main__":
    here = work(0)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(work, range(2)) == [here, here]
    print("done")
"""
    if sys.platform == "win32":
        pytest.skip("no fork")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, encoding="utf-8", timeout=120)
    assert done.stdout == "done\n", done.stderr


def test_pairs_are_written_for_other_tools(tmp_path: Path) -> None:
    alignment = interligne.Aligner().align(FRENCH, ENGLISH)
    out = tmp_path / "budget.tmx"
    assert alignment.write(out, origin="budget") == 3
    first = out.read_bytes()
    assert b"douze logements" in first and b">budget<" in first
    with pytest.raises(interligne.InputError, match="exists"):
        alignment.write(out)
    assert alignment.write(out, origin="budget", overwrite=True) == 3 and out.read_bytes() == first

    def broken() -> Iterator[tuple[str, str, float | None, str | None]]:
        yield "Un.", "One.", None, None
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        interligne.write_pairs(out, broken(), overwrite=True)
    assert out.read_bytes() == first
    with pytest.raises(interligne.InputError, match="extension"):
        interligne.write_pairs(tmp_path / "pairs.docx", [])
