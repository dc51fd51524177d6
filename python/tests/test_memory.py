"""The memory: suggestions, searches, units in and out."""

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import interligne
import pytest
from interligne import EDGE, Memory, Query


@pytest.fixture
def memory(tmp_path: Path, pair: tuple[Path, Path]) -> Memory:
    """A memory that holds the article pair."""
    memory = Memory(tmp_path / "memory")
    report = memory.import_pair(*pair)
    assert (report.article, report.outcome, report.pairs) == ("budget", "imported", 3)
    return memory


def test_suggestions_come_best_first(memory: Memory) -> None:
    found = memory.suggest("Il prévoit vingt logements et une école neuve.")
    assert found[0].target == "It provides for twelve homes and a new school."
    assert 70 <= found[0].score < 100 and found[0].article == "budget" and not found[0].context
    assert memory.suggest("Rien de tel n'a jamais été dit.") == []
    assert memory.suggest("") == []
    same = "Il prévoit douze logements et une école neuve."
    before, after = (
        "Le maire a présenté le budget de la commune jeudi soir.",
        "Les habitants pourront donner leur avis pendant un mois à la mairie.",
    )
    assert memory.suggest(same)[0].score == 100
    assert memory.suggest(same, previous=before, next=after)[0].score == 102
    assert memory.suggest(before, previous=EDGE)[0].score == 101
    assert memory.suggest(same, limit=0) == []
    with pytest.raises(interligne.InputError, match="min_score 0"):
        memory.suggest(same, min_score=0)


def test_many_are_answered_as_one_is(memory: Memory) -> None:
    texts = ["Il prévoit vingt logements et une école neuve.", "Rien.", "Les habitants pourront donner leur avis."] * 50
    one = [memory.suggest(text, min_score=50) for text in texts]
    assert memory.suggest_many(texts, min_score=50) == one
    assert memory.suggest_many(texts, min_score=50, exhaustive=True) == one
    in_context = Query("Le maire a présenté le budget de la commune jeudi soir.", previous=EDGE)
    assert memory.suggest_many([in_context])[0][0].context
    assert memory.suggest_many([]) == []


def test_threads_share_a_memory(memory: Memory) -> None:
    text = "Il prévoit vingt logements et une école neuve."
    expected = memory.suggest(text)
    with ThreadPoolExecutor(4) as threads:
        assert all(found == expected for found in threads.map(lambda _: memory.suggest(text), range(40)))


def test_words_are_found_with_their_places(memory: Memory) -> None:
    (hit,) = memory.search("école")
    start, end = hit.marks[0]
    assert hit.source[start:end] == "école" and hit.side == "source"
    assert [hit.target[a:b] for a, b in hit.translation_marks] == ["school"]
    assert memory.search("school", side="source") == []
    with pytest.raises(interligne.InputError):
        memory.search("  ")
    with pytest.raises(interligne.InputError, match="left"):
        memory.search("école", side="left")  # type: ignore[arg-type]


def test_what_is_added_is_found_at_once(memory: Memory) -> None:
    assert len(memory) == 3
    assert memory.suggest("Le bac ne passe plus.") == []
    assert memory.add("Le bac ne passe plus.", "The ferry no longer runs.", note="du journal").added == 1
    (found,) = memory.suggest("Le bac ne passe plus.")
    assert (found.target, found.status) == ("The ferry no longer runs.", "confirmed")
    assert memory.add("Le bac ne passe plus.", "The ferry no longer runs.", note="du journal").added == 0
    report = memory.add_many([("Un.", "One."), ("", "Nothing."), ("Deux.", "Two.")], status="aligned")
    assert (report.read, report.added, sum(report.dropped.values())) == (3, 2, 1)
    assert [unit.source for unit in memory.units()][-2:] == ["Un.", "Deux."]
    with pytest.raises(interligne.InputError, match="status `good`"):
        memory.add("Un.", "One.", status="good")


def test_files_in_and_out(memory: Memory, tmp_path: Path) -> None:
    out = tmp_path / "memory.tmx"
    assert memory.export(out) == 3
    with pytest.raises(interligne.InputError, match="exists"):
        memory.export(out)
    assert memory.export(out, overwrite=True) == 3
    other = Memory(tmp_path / "other")
    assert other.import_file(out).added == 3
    assert [u.target for u in other.units()] == [u.target for u in memory.units()]
    with pytest.raises(interligne.InputError, match="extension"):
        memory.export(tmp_path / "memory.docx")
    (tmp_path / "cut.tmx").write_text("<tmx version='1.4'><header/><body><tu>")
    with pytest.raises(interligne.InputError, match="cut.tmx"):
        other.import_file(tmp_path / "cut.tmx")
    assert len(other) == 3


def test_what_cannot_be_opened_or_changed_is_a_store_error(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(interligne.StoreError, match="none"):
        Memory(tmp_path / "none", mode="read")
    reader = Memory(memory.path, mode="read")
    with pytest.raises(interligne.StoreError):
        reader.add("Un.", "One.")
    assert len(reader) == 3 and len(memory) == 3
    with pytest.raises(interligne.InputError, match="mode `append`"):
        Memory(memory.path, mode="append")  # type: ignore[arg-type]


def test_a_memory_goes_to_another_process(memory: Memory) -> None:
    again = pickle.loads(pickle.dumps(memory))
    assert again.path == memory.path and repr(again).endswith("3 units>")
    script = """
import multiprocessing, sys, interligne
memory = interligne.Memory(sys.argv[1])
def ask(_):
    one = memory.suggest("Il prévoit vingt logements et une école neuve.")
    assert one == memory.suggest_many(["Il prévoit vingt logements et une école neuve."])[0]
    return one[0].target
if __name__ == "__main__":
    here = ask(0)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(ask, range(4)) == [here] * 4
    print("done")
"""
    if sys.platform == "win32":
        pytest.skip("no fork")
    command = [sys.executable, "-W", "ignore", "-c", script, memory.path]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert done.stdout == "done\n", done.stderr


def test_what_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    memory = interligne.Memory(tmp_path / "memory")
    for source, target in [("a\0b", "x"), ("a", "x\x01"), ("a\ufffe", "x")]:
        with pytest.raises(interligne.InputError, match="cannot stand in a text"):
            memory.add(source, target)
        with pytest.raises(interligne.InputError, match="cannot stand in a text"):
            interligne.write_pairs(tmp_path / "pairs.tmx", [(source, target, 0.9, "d")], "fr", "en")
    assert not (tmp_path / "pairs.tmx").exists()
    with pytest.raises(interligne.InputError, match="confirmed"):
        memory.add("Un.", "One.", status="rejected")
    for pair in [("fr", "fr"), ("fr", "fr-FR")]:
        with pytest.raises(interligne.InputError, match="one language"):
            interligne.Memory(tmp_path / "memory", *pair)
        with pytest.raises(interligne.InputError, match="one language"):
            interligne.Aligner(*pair)
    assert list(memory.units()) == []


def test_the_pairs_of_a_folder_are_those_of_the_command_line(tmp_path: Path) -> None:
    for name in ["a.fr.txt", "a.en.txt", "b.fr.txt", "b.en.txt", "b_fr.txt", "b_en.txt", "c.fr.txt"]:
        (tmp_path / name).write_text("Bonjour.", encoding="utf-8")
    found = interligne.pairs_of_folder(tmp_path)
    assert [pair.name for pair in found.pairs] == ["a"]
    assert (found.pairs[0].source, found.pairs[0].target) == (str(tmp_path / "a.fr.txt"), str(tmp_path / "a.en.txt"))
    assert len(found.left_out) == 5
    with pytest.raises(interligne.InputError):
        interligne.pairs_of_folder(tmp_path / "none")
