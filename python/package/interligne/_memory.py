"""The translation memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal

from interligne import _arrow, _native
from interligne._found import Edge, Hit, ImportReport, Match, Neighbour, PairReport, Penalty, Query, Unit

if TYPE_CHECKING:
    import pyarrow as pa


class Memory:
    """A translation memory: a folder. Any number of processes and threads may use it at once; writers take turns.

    :param path: the folder; by default ``INTERLIGNE_MEMORY``, else the one in your data folder
    :param source_lang: the language of source texts, as a BCP 47 tag
    :param target_lang: the language of translations
    :param mode: ``"create"`` makes it if there is none, ``"write"`` and ``"read"`` want one that is there
    :raises StoreError: when it cannot be opened
    """

    def __init__(
        self,
        path: str | PathLike[str] | None = None,
        source_lang: str = "fr",
        target_lang: str = "en",
        *,
        mode: Literal["create", "write", "read"] = "create",
    ) -> None:
        self._native = _native.NativeMemory(path, source_lang, target_lang, mode)
        self._languages = (source_lang, target_lang)

    @property
    def path(self) -> str:
        """The memory's folder."""
        return fspath(self._native.folder())

    def suggest(
        self,
        text: str,
        *,
        previous: Neighbour = None,
        next: Neighbour = None,
        min_score: float = 70,
        limit: int = 5,
        exhaustive: bool = False,
    ) -> list[Match]:
        """What was translated before that resembles a segment, best first.

        :param text: the segment
        :param previous: the segment before it, or :data:`EDGE`; with it an identical text can score 101 or 102
        :param next: likewise, after it
        :param min_score: the least score, from 1 to 102
        :param limit: the most matches
        :param exhaustive: compare with every unit instead of using the index: slow, with the same answer
        :raises StoreError: when the memory cannot be read
        """
        found = self._native.suggest(_segment(Query(text, previous, next)), min_score, limit, exhaustive)
        return [_match(fields) for fields in found]

    def suggest_many(
        self,
        queries: Iterable[str | Query],
        *,
        min_score: float = 70,
        limit: int = 5,
        exhaustive: bool = False,
    ) -> list[list[Match]]:
        """As :meth:`suggest` for each of many segments, on all processor cores, in order.

        A string has no context; :class:`Query` gives one.
        """
        given = [_segment(Query(query) if isinstance(query, str) else query) for query in queries]
        found = self._native.suggest_many(given, min_score, limit, exhaustive)
        return [[_match(fields) for fields in matches] for matches in found]

    def suggest_arrow(
        self, table: Any, *, column: str = "text", min_score: float = 70, limit: int = 5
    ) -> pa.Table:
        """The matches for a column of a table of Arrow, pandas or polars: a row for each match, with the row of its query (``query``),
        ``text``, ``rank`` from 0, ``score``, ``unit``, ``source``, ``target``, ``adapted``, ``article`` and ``status``.

        :raises ImportError: without ``pyarrow``
        """
        texts = [text or "" for text in _arrow.column(_arrow.as_table(table), column)]
        return _arrow.matches_table(texts, self.suggest_many(texts, min_score=min_score, limit=limit))

    def search(
        self, words: str, *, side: Literal["source", "target", "both"] = "both", stem: bool = False, limit: int = 20
    ) -> list[Hit]:
        """The units in which words occur, best first.

        :param words: words, which may stand anywhere, and phrases in double quotes; ``*`` ends the beginning of a word
        :param side: where they are looked for
        :param stem: count all inflections of a word
        :param limit: the most hits
        :raises InputError: for a search without a word
        """
        hits, _ = self._native.search(words, side, stem, limit)
        return [Hit(**fields) for fields in hits]

    def add(self, source: str, target: str, *, note: str | None = None, status: str = "confirmed") -> ImportReport:
        """Adds one pair; for many, :meth:`add_many` is one change instead of many.

        :param status: ``confirmed``, ``aligned`` or ``to-review``
        :raises InputError: for another status, or a text with a character that no text can hold, such as U+0000
        :raises StoreError: when the memory cannot be changed; it is then as it was
        """
        return self.add_many([(source, target)], note=note, status=status)

    def add_many(
        self,
        pairs: Iterable[tuple[str, str]],
        *,
        note: str | None = None,
        status: str = "confirmed",
        origin: str = "added from Python",
    ) -> ImportReport:
        """Adds pairs of texts in one transaction: all of them or none.

        :param pairs: source and target, such as :meth:`Alignment.pairs` gives
        :param origin: what the memory's history calls them
        """
        given = [(source, target, note) for source, target in pairs]
        return ImportReport(**self._native.add(given, status, origin))

    def add_arrow(
        self, table: Any, *, source: str = "source", target: str = "target", status: str = "aligned"
    ) -> ImportReport:
        """Adds two columns of a table of Arrow, pandas or polars in one transaction; rows without a text on both sides are left out.

        :raises ImportError: without ``pyarrow``
        """
        given = _arrow.as_table(table)
        rows = zip(_arrow.column(given, source), _arrow.column(given, target))
        return self.add_many([(s, t) for s, t in rows if s and t], status=status, origin="a table from Python")

    def import_file(self, path: str | PathLike[str]) -> ImportReport:
        """Puts a file of another tool into the memory: TMX, TSV, CSV, XLSX, XLIFF, PO or JSON Lines, after its extension.

        :raises InputError: for a file that cannot be used; nothing of it is then stored
        """
        return ImportReport(**self._native.import_file(path))

    def import_pair(
        self, source: str | PathLike[str], target: str | PathLike[str], *, name: str | None = None
    ) -> PairReport:
        """Aligns an article with its translation and stores the pairs; the same files twice change nothing.

        :raises InputError: when one cannot be read, or the two are hardly translations of each other
        """
        return PairReport(**self._native.import_pair(source, target, name))

    def export(self, path: str | PathLike[str], *, overwrite: bool = False) -> int:
        """Writes the memory for other tools, after the extension of ``path``, and gives the number of units.

        :raises InputError: for an extension that names no format, or a file that is there, unless ``overwrite``
        """
        return self._native.export(path, overwrite)

    def units(self) -> Iterator[Unit]:
        """The units with both languages, by number, without those that were rejected. They are read as the iteration goes."""
        first, most = 0, 10_000
        while rows := self._native.units(first, most):
            yield from map(Unit._make, rows)
            first = rows[-1][0] + 1

    def to_arrow(self) -> pa.Table:
        """The units as a table of Arrow: ``unit``, ``source``, ``target``, ``status``.

        :raises ImportError: without ``pyarrow``
        """
        return _arrow.units_table(self.units())

    def __len__(self) -> int:
        return self._native.unit_count()

    def __bool__(self) -> bool:
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        mode = "write" if self._native.is_writable() else "read"
        return _memory, (self.path, *self._languages, mode)

    def __repr__(self) -> str:
        return f"<Memory {self.path!r}, {len(self)} units>"


def _memory(path: str, source_lang: str, target_lang: str, mode: Literal["write", "read"]) -> Memory:
    return Memory(path, source_lang, target_lang, mode=mode)


def _segment(query: Query) -> tuple[str, str | bool | None, str | bool | None]:
    return query.text, _beside(query.previous), _beside(query.next)


def _beside(neighbour: Neighbour) -> str | bool | None:
    return True if isinstance(neighbour, Edge) else neighbour


def _match(fields: _native._Match) -> Match:  # pyright: ignore[reportPrivateUsage]
    return Match(
        score=fields["score"],
        base=fields["base"],
        unit=fields["unit"],
        source=fields["source"],
        target=fields["target"],
        adapted=fields["adapted"],
        adapted_score=fields["adapted_score"],
        context=fields["context"],
        article=fields["article"],
        status=fields["status"],
        penalties=[Penalty._make(penalty) for penalty in fields["penalties"]],
        order=fields["order"],
    )
