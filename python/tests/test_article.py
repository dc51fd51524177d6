"""Segments and articles."""

from pathlib import Path

import interligne
import pytest


def test_a_text_is_cut_into_sentences() -> None:
    text = "# Le pont\n\nM. Petit est parti à 8 h 30. Il pleut.\n\nPartager sur Facebook\n"
    assert interligne.segment("M. Petit est parti. Il pleut.", "fr") == ["M. Petit est parti.", "Il pleut."]
    assert interligne.segment(text, "fr")[1:3] == ["M. Petit est parti à 8 h 30.", "Il pleut."]
    page = "Le pont est fermé depuis lundi.\n\nPublicité\n\nIl rouvrira mardi, dit la mairie.\n"
    assert interligne.segment(page, "fr")[1] == "Publicité"
    assert "Publicité" not in interligne.segment(page, "fr", keep_furniture=False)
    assert interligne.segment(" \n", "fr") == []


def test_a_wrong_tag_is_an_input_error() -> None:
    with pytest.raises(interligne.InputError, match="BCP 47"):
        interligne.segment("Il pleut.", "french language")


def test_offsets_count_code_points(tmp_path: Path) -> None:
    path = tmp_path / "été.md"
    path.write_text("# 𝒜 l'été\n\nÀ Orléans, 𝒜 est là. Il pleut.\n", encoding="utf-8")
    article = interligne.read_article(path, "fr")
    assert article.title == "𝒜 l'été"
    assert [block.kind for block in article.blocks] == ["heading", "paragraph"]
    for segment in article.segments:
        assert article.text[segment.start : segment.end] == segment.text
        block = article.blocks[segment.block]
        assert block.start <= segment.start and segment.end <= block.end
    assert [segment.text for segment in article.own_segments()] == ["𝒜 l'été", "À Orléans, 𝒜 est là.", "Il pleut."]
    assert "2 blocks" in repr(article)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(interligne.InputError, match="missing.txt"):
        interligne.read_article(tmp_path / "missing.txt")
    (tmp_path / "blank.txt").write_text("\n")
    with pytest.raises(interligne.InterligneError, match="empty"):
        interligne.read_article(str(tmp_path / "blank.txt"))
