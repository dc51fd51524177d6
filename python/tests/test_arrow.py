"""Tables of Arrow, pandas and polars in and out."""

from pathlib import Path
from typing import Any

import interligne
import pytest

from conftest import ENGLISH, FRENCH

pa = pytest.importorskip("pyarrow")


def table() -> Any:
    return pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "fr": [FRENCH, None, " ", "Il pleut sur la vieille ville depuis trois jours."],
            "en": [ENGLISH, ENGLISH, ENGLISH, "It has been raining on the old town for three days."],
        }
    )


def test_a_table_of_pairs_gives_a_table_of_beads() -> None:
    aligner = interligne.Aligner()
    beads = aligner.align_arrow(table())
    assert beads.column("id").to_pylist() == ["a", "a", "a", "b", "c", "d"]
    assert beads.column("bead").to_pylist() == [0, 1, 2, None, None, 0]
    errors = beads.column("error").to_pylist()
    assert errors[3] == "there is no text in `fr`" and "empty" in errors[4]
    assert errors[:3] == [None] * 3
    alignment = aligner.align(FRENCH, ENGLISH)
    assert beads.column("target_text").to_pylist()[:3] == [bead.target_text for bead in alignment]
    assert beads.slice(0, 3).select(alignment.to_arrow().column_names) == alignment.to_arrow()


def test_a_batch_and_other_column_names_and_no_ids() -> None:
    batch = pa.record_batch({"left": [FRENCH], "right": [ENGLISH]})
    beads = interligne.Aligner().align_arrow(batch, source="left", target="right")
    assert beads.column("id").to_pylist() == [0, 0, 0]
    lists = pa.table({"fr": [["Il pleut.", "Il neige."]], "en": [["It is raining.", "It is snowing."]]})
    assert interligne.Aligner().align_arrow(lists).num_rows == 2
    empty = interligne.Aligner().align_arrow(table().slice(0, 0))
    assert empty.num_rows == 0 and empty.schema == interligne.Aligner().align_arrow(table()).schema
    with pytest.raises(interligne.InputError, match="no column `fr`"):
        interligne.Aligner().align_arrow(pa.table({"en": [ENGLISH]}))
    with pytest.raises(interligne.InputError, match="expected a table"):
        interligne.Aligner().align_arrow([1, 2])


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_other_tables(library: str) -> None:
    module = pytest.importorskip(library)
    frame = module.DataFrame({"id": [1], "fr": [FRENCH], "en": [ENGLISH]})
    beads = interligne.Aligner().align_arrow(frame)
    back = beads.to_pandas() if library == "pandas" else module.from_arrow(beads)
    assert list(back["id"]) == [1, 1, 1]


def test_a_memory_in_and_out(tmp_path: Path) -> None:
    memory = interligne.Memory(tmp_path / "memory")
    report = memory.add_arrow(pa.table({"source": ["Il pleut.", None, "Il neige."], "target": ["It is raining.", "x", "It is snowing."]}))
    assert report.added == 2
    units = memory.to_arrow()
    assert units.column("target").to_pylist() == ["It is raining.", "It is snowing."]
    found = memory.suggest_arrow(pa.table({"text": ["Il neige.", "Rien de tel ici.", None]}))
    assert found.column("query").to_pylist() == [0]
    assert found.column("target").to_pylist() == ["It is snowing."]
    assert found.column("score").to_pylist() == [100.0]


def test_a_cell_that_is_no_text_is_an_error_of_its_row() -> None:
    cells = pa.table({"fr": [["Il pleut.", None], ["Il pleut."], None], "en": [["It is raining."]] * 3})
    errors = interligne.Aligner().align_arrow(cells).column("error").to_pylist()
    assert errors == ["segment 1 of `fr` is null, expected a text", None, "there is no text in `fr`"]
    numbers = pa.table({"fr": [5, 6], "en": [ENGLISH, ENGLISH]})
    errors = interligne.Aligner().align_arrow(numbers).column("error").to_pylist()
    assert errors == ["`fr` is of type int, expected a text or a list of segments"] * 2
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"fr": ["A\0b", FRENCH], "en": [ENGLISH, ENGLISH]})
    errors = interligne.Aligner().align_arrow(frame).column("error").to_pylist()
    assert "U+0000" in errors[0] and errors[1:] == [None] * 3
