"""What goes into a memory's questions and comes out of it, as values."""

from __future__ import annotations

import enum
import html
from typing import NamedTuple, TypeAlias


class Edge(enum.Enum):
    """The beginning or the end of a text, where a neighbour is meant."""

    EDGE = True


EDGE = Edge.EDGE
"""The beginning or the end of a text, where a neighbour is meant."""

Neighbour: TypeAlias = str | Edge | None
"""What stands before or after a segment: its text, :data:`EDGE`, or ``None`` where nobody knows."""


class Query(NamedTuple):
    """A segment to be translated, with what stands around it."""

    text: str
    previous: Neighbour = None
    next: Neighbour = None


class Penalty(NamedTuple):
    """What was taken off a score, and why."""

    points: float
    reason: str


class Match(NamedTuple):
    """A unit offered for a segment."""

    score: float
    """From 0 to 100; 101 and 102 are identical texts in the same context."""
    base: float
    """The score before penalties."""
    unit: int
    """The unit's number."""
    source: str
    """The unit's text in the source language."""
    target: str
    """Its translation."""
    adapted: str | None
    """The translation with the segment's own numbers, dates and names, where that is possible."""
    adapted_score: float | None
    """What the adapted translation is worth."""
    context: bool
    """Whether the text is identical and a neighbour is the same."""
    article: str | None
    """Where the unit was seen."""
    status: str
    """``to-review``, ``aligned`` or ``confirmed``."""
    penalties: list[Penalty]
    """What was taken off, and why."""
    order: tuple[float, float, float, float, bool, int, int]
    """What the matches of several memories are ordered by, the least first; among equals the unit with the highest number is first."""

    def _repr_html_(self) -> str:
        shown = self.adapted or self.target
        return f"<p><b>{self.score:g}</b> {html.escape(self.source)}<br>{html.escape(shown)}</p>"


class Hit(NamedTuple):
    """A unit in which words occur."""

    unit: int
    """The unit's number."""
    side: str
    """The side that has the words: ``source`` or ``target``."""
    source: str
    """The text in the source language."""
    target: str
    """The text in the target language."""
    source_lang: str
    """The language of the source text, as it was stored."""
    target_lang: str
    """The language of the target text, as it was stored."""
    marks: list[tuple[int, int]]
    """Where the words are in the side's text, in code points."""
    translation_marks: list[tuple[int, int]]
    """Where their translation is in the other text, as far as the lexicon is sure."""
    article: str | None
    """Where the unit was seen."""
    status: str
    """``to-review``, ``aligned`` or ``confirmed``."""


class Unit(NamedTuple):
    """A stored pair."""

    unit: int
    """Its number."""
    source: str
    """Its text in the source language."""
    target: str
    """Its text in the target language."""
    status: str
    """``to-review``, ``aligned`` or ``confirmed``."""


class ImportReport(NamedTuple):
    """What became of the units of a file or a list."""

    read: int
    """Units that were given."""
    added: int
    """Units that are new in the memory."""
    merged: int
    """Units that the memory had, and that were brought up to date."""
    unchanged: int
    """Units that the memory had just so."""
    dropped: dict[str, int]
    """Units that were left out, by reason."""


class PairReport(NamedTuple):
    """What became of an article and its translation."""

    article: str
    """The article's name in the memory."""
    outcome: str
    """``imported``, ``replaced`` or ``unchanged``."""
    pairs: int
    """Pairs of the article."""
    added: int
    """Units that are new in the memory."""
    reused: int
    """Pairs that the memory had already."""
    removed: int
    """Units of an earlier version that nothing holds any more."""
    to_review: int
    """Pairs that wait for a person."""
