"""Two texts, aligned."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from interligne import _arrow, _native
from interligne._bead import Bead

if TYPE_CHECKING:
    import pyarrow as pa

Text: TypeAlias = str | Sequence[str]
"""A text, or its segments: a list of strings is neither cleaned nor cut, and a bead's numbers are positions in it."""

DOUBTFUL = 0.75
"""Beads of less confidence are stored "to review", and are marked."""


class Alignment(list[Bead]):
    """The beads of a pair in document order: a ``list[Bead]`` in which every segment of both texts is in exactly one bead."""

    expected_accuracy: float
    """The share of the pairs, from 0 to 1, that is expected to be exactly right."""
    furniture: tuple[int, int]
    """How many blocks of source and target were left out as page furniture."""
    warnings: list[str]
    """What a person should know of the pair: another language than was said, hardly a translation."""

    def __init__(
        self,
        beads: Iterable[Bead] = (),
        expected_accuracy: float = 0.0,
        furniture: tuple[int, int] = (0, 0),
        warnings: Iterable[str] = (),
    ) -> None:
        super().__init__(beads)
        self.expected_accuracy = expected_accuracy
        self.furniture = furniture
        self.warnings = list(warnings)

    def pairs(self) -> list[tuple[str, str]]:
        """The texts of the beads with two sides."""
        return [(bead.source_text, bead.target_text) for bead in self if not bead.is_null()]

    def doubtful(self) -> list[Bead]:
        """The beads with two sides that a person should look at."""
        return [bead for bead in self if not bead.is_null() and bead.confidence < DOUBTFUL]

    def write(
        self,
        path: str | PathLike[str],
        source_lang: str = "fr",
        target_lang: str = "en",
        *,
        origin: str | None = None,
        overwrite: bool = False,
    ) -> int:
        """Writes the pairs for other tools, after the extension of ``path``: .tmx, .tsv, .csv, .xlsx, .xlf, .po, .jsonl, .html.

        :param origin: the document that they come from
        :return: how many they are
        :raises InputError: for an extension that names no format, or a file that is there, unless ``overwrite``
        """
        pairs = ((b.source_text, b.target_text, b.confidence, origin) for b in self if not b.is_null())
        return write_pairs(path, pairs, source_lang, target_lang, overwrite=overwrite)

    def to_arrow(self) -> pa.Table:
        """The beads as a table of Arrow: ``source``, ``target``, ``confidence``, ``source_text``, ``target_text``.

        :raises ImportError: without ``pyarrow``
        """
        return _arrow.beads_table(self)

    def __repr__(self) -> str:
        share = f"{self.expected_accuracy:.1%} expected right"
        lines = [f"<Alignment of {len(self)} beads, {share}>"]
        for bead in self[:10]:
            lines.append(f"  {bead.confidence:.2f}  {_short(bead.source_text)!r} = {_short(bead.target_text)!r}")
        if len(self) > 10:
            lines.append(f"  … and {len(self) - 10} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            f"<tr{_shade(bead)}><td>{html.escape(bead.source_text)}</td>"
            f'<td style="text-align:right">{"" if bead.is_null() else f"{bead.confidence:.2f}"}</td>'
            f"<td>{html.escape(bead.target_text)}</td></tr>"
            for bead in self
        ]
        notes = "".join(f"<p>{html.escape(warning)}</p>" for warning in self.warnings)
        head = "<tr><th>source</th><th>confidence</th><th>target</th></tr>"
        return (
            f"{notes}<table><caption>{len(self)} beads, {self.expected_accuracy:.1%} expected right</caption>"
            f"<thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
        )


def _shade(bead: Bead) -> str:
    if bead.is_null():
        return ' style="opacity:0.6"'
    return ' style="border-left:4px solid #bf4a32"' if bead.confidence < DOUBTFUL else ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def write_pairs(
    path: str | PathLike[str],
    pairs: Iterable[tuple[str, str, float | None, str | None]],
    source_lang: str = "fr",
    target_lang: str = "en",
    *,
    overwrite: bool = False,
) -> int:
    """Writes pairs for other tools as they come, after the extension of ``path``, and gives their number. The file is whole or not there.

    :param pairs: source, target, confidence or ``None``, and the document that the pair comes from or ``None``
    :raises InputError: for an extension that names no format, or a file that is there, unless ``overwrite``
    """
    return _native.write_pairs(path, pairs, source_lang, target_lang, overwrite)


def outcomes_to_arrow(ids: Any, outcomes: Sequence[Alignment | str]) -> pa.Table:
    """Alignments, and errors where there is none, as :meth:`Aligner.align_arrow` gives them.

    :param ids: an array of Arrow with the id of each pair
    :raises ImportError: without ``pyarrow``
    """
    return _arrow.outcomes_table(ids, outcomes)


class Refusal(NamedTuple):
    """One of many pairs that was refused."""

    error: str
    """Why, and what to do."""


class Aligner:
    """Aligns texts in a pair of languages. Make one and use it for many pairs; threads may share it.

    :param source_lang: the language of the source, as a BCP 47 tag
    :param target_lang: the language of the target
    :param lexicon: a lexicon of word translations instead of the one that is built in
    :param keep_furniture: align page furniture too
    :param force: go on where source and target seem to be swapped or in another language
    :raises InputError: for a tag that is none, or a lexicon that cannot be used
    """

    def __init__(
        self,
        source_lang: str = "fr",
        target_lang: str = "en",
        *,
        lexicon: str | PathLike[str] | None = None,
        keep_furniture: bool = False,
        force: bool = False,
    ) -> None:
        self._made_of = (source_lang, target_lang, lexicon, keep_furniture, force)
        self._native = _native.NativeAligner(source_lang, target_lang, lexicon, keep_furniture, force)

    @property
    def languages(self) -> tuple[str, str]:
        """The languages of source and target."""
        return self._native.languages()

    def align(self, source: Text, target: Text) -> Alignment:
        """Aligns a text with its translation.

        :param source: a text, read as a file with this content would be, or a list of segments, which are taken as they are
        :param target: likewise
        :raises InputError: when a side has no text, or the two seem to be swapped
        """
        return _alignment(self._native.align(_native_text(source), _native_text(target)))

    def align_many(self, pairs: Iterable[tuple[Text, Text]]) -> list[Alignment | Refusal]:
        """Aligns many pairs on all processor cores, in order. A pair that is refused gives a :class:`Refusal`, and the others go on."""
        return [Refusal(done) if isinstance(done, str) else _alignment(done) for done in self.align_raw(pairs)]

    def align_raw(
        self, pairs: Iterable[tuple[Text, Text]]
    ) -> list[tuple[list[tuple[tuple[int, ...], tuple[int, ...], float, str, str]], float, int, int, list[str]] | str]:
        """As :meth:`align_many`, in tuples, for those who make a table of them: the fields of the beads, the expected accuracy, the blocks left
        out of source and target, the warnings; or the error of a pair that was refused.
        """
        return self._native.align_many([(_native_text(source), _native_text(target)) for source, target in pairs])

    def align_files(self, source: str | PathLike[str], target: str | PathLike[str]) -> Alignment:
        """Aligns an article with its translation, each a file.

        :raises InputError: when one cannot be read, both are one, or the two seem to be swapped
        """
        return _alignment(self._native.align_files(source, target))

    def align_arrow(
        self, table: Any, *, id: str = "id", source: str | None = None, target: str | None = None
    ) -> pa.Table:
        """Aligns the rows of a table of Arrow, pandas or polars, or of a record batch, on all processor cores.

        The columns of the texts, strings or lists of strings, are named after their languages (``fr`` and ``en``) unless said
        otherwise. The result has a row for each bead: ``id``, ``bead`` (its number in the pair), ``source`` and ``target``
        (numbers of segments), ``confidence``, ``source_text``, ``target_text`` and ``error``; a pair that was refused has one row with
        an ``error`` and no bead.

        :raises ImportError: without ``pyarrow``
        :raises InputError: where a column is missing
        """
        from_lang, to_lang = self.languages
        return _arrow.align(self.align_raw, table, id, source or from_lang, target or to_lang)

    def align_columns(self, ids: Any, sources: Sequence[Any], targets: Sequence[Any]) -> pa.Table:
        """As :meth:`align_arrow`, from columns of Python's own, in which texts and lists of segments may stand side by side.

        :param ids: an array of Arrow with the id of each pair
        :param sources: a text or a list of segments for each pair; anything else is an error of its row
        :param targets: likewise
        :raises ImportError: without ``pyarrow``
        """
        return _arrow.outcomes_table(ids, _arrow.outcomes_of(self.align_raw, sources, targets, "source", "target"))

    def __reduce__(self) -> tuple[Any, ...]:
        return _aligner, self._made_of

    def __repr__(self) -> str:
        from_lang, to_lang = self.languages
        return f"<Aligner {from_lang} to {to_lang}>"


def _aligner(
    source_lang: str, target_lang: str, lexicon: str | PathLike[str] | None, keep_furniture: bool, force: bool
) -> Aligner:
    return Aligner(source_lang, target_lang, lexicon=lexicon, keep_furniture=keep_furniture, force=force)


def align_files(
    source: str | PathLike[str],
    target: str | PathLike[str],
    *,
    source_lang: str = "fr",
    target_lang: str = "en",
    keep_furniture: bool = False,
    force: bool = False,
) -> Alignment:
    """Aligns an article with its translation, each a file; for many pairs make one :class:`Aligner`.

    :raises InputError: when one cannot be read, both are one, or the two seem to be swapped
    """
    aligner = Aligner(source_lang, target_lang, keep_furniture=keep_furniture, force=force)
    return aligner.align_files(source, target)


def _native_text(text: Text) -> str | list[str]:
    return text if isinstance(text, str) else list(text)


def _alignment(
    done: tuple[list[tuple[tuple[int, ...], tuple[int, ...], float, str, str]], float, int, int, list[str]],
) -> Alignment:
    beads, accuracy, furniture_source, furniture_target, warnings = done
    return Alignment(map(Bead._make, beads), accuracy, (furniture_source, furniture_target), warnings)
