"""What the tests share: an article pair of their own, as text and as files."""

from pathlib import Path

import pytest

FRENCH = (
    "Le maire a présenté le budget de la commune jeudi soir. Il prévoit douze logements et une école neuve.\n\n"
    "Les habitants pourront donner leur avis pendant un mois à la mairie."
)
ENGLISH = (
    "The mayor presented the town budget on Thursday evening. It provides for twelve homes and a new school.\n\n"
    "Residents will be able to have their say for a month at the town hall."
)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """The article and its translation in two files."""
    source, target = tmp_path / "budget.fr.txt", tmp_path / "budget.en.txt"
    source.write_text(FRENCH, encoding="utf-8")
    target.write_text(ENGLISH, encoding="utf-8")
    return source, target
