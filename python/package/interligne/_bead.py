"""A bead, as a value."""

from __future__ import annotations

from typing import NamedTuple


class Bead(NamedTuple):
    """A group of source segments and the target segments that translate it; one side may be empty."""

    source: tuple[int, ...]
    """Numbers of the source segments, from 0."""
    target: tuple[int, ...]
    """Numbers of the target segments, from 0."""
    confidence: float
    """The probability, from 0 to 1, that the bead is exactly right."""
    source_text: str
    """The source segments, joined by a space."""
    target_text: str
    """The target segments, joined by a space."""

    def is_null(self) -> bool:
        """Whether one side is empty: the segments have no counterpart."""
        return not self.source or not self.target
