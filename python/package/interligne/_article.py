"""Articles, blocks and segments."""

from __future__ import annotations

from os import PathLike
from typing import NamedTuple

from interligne import _native


class Block(NamedTuple):
    """A heading, paragraph, list item, caption …: a stretch of an article's text."""

    kind: str
    """``heading``, ``paragraph``, ``caption``, ``list-item``, ``quotation``, ``table-cell``, ``footnote`` or ``cue``."""
    start: int
    """Where it begins in :attr:`Article.text`, in code points."""
    end: int
    """Where it ends, in code points."""
    furniture: str | None
    """Why it belongs to the page and not to the article; ``None`` for the article's own blocks."""


class Segment(NamedTuple):
    """What a translator translates at once, mostly a sentence."""

    text: str
    """Its text, with runs of white space as one space."""
    block: int
    """The index of its block in :attr:`Article.blocks`."""
    kind: str
    """The kind of its block."""
    start: int
    """Where it begins in :attr:`Article.text`, in code points."""
    end: int
    """Where it ends, in code points."""


class Article(NamedTuple):
    """One text in one language, read from a file. Nothing is deleted: what is page furniture is marked."""

    text: str
    """The decoded text, in NFC."""
    blocks: list[Block]
    """The blocks in document order, furniture included."""
    segments: list[Segment]
    """The segments of all blocks in document order."""
    title: str | None
    """The title, where there is one."""
    lang: str | None
    """The language that the document declares, as a BCP 47 tag."""
    date: str | None
    """The date that the document declares, as ``YYYY-MM-DD``."""

    def own_segments(self) -> list[Segment]:
        """The segments that are the article's own: those of blocks that are no page furniture."""
        return [s for s in self.segments if self.blocks[s.block].furniture is None]

    def __repr__(self) -> str:
        left_out = sum(block.furniture is not None for block in self.blocks)
        title = f"{self.title!r}, " if self.title else ""
        return f"<Article {title}{len(self.blocks)} blocks ({left_out} furniture), {len(self.segments)} segments>"


def segment(text: str, lang: str, *, keep_furniture: bool = True) -> list[str]:
    """The segments of a text, mostly sentences.

    The text is read as a file with this content would be: it may be plain, pasted, HTML or Markdown.

    :param text: the text
    :param lang: its language, as a BCP 47 tag such as ``fr``
    :param keep_furniture: ``False`` leaves out what looks like page furniture (share buttons, advertising labels)
    :raises InputError: for a tag that is none, or HTML that is nested too deeply
    """
    return _native.segment(text, lang, keep_furniture)


def read_article(path: str | PathLike[str], lang: str | None = None) -> Article:
    """Reads a file as an article: text, HTML, Markdown, DOCX, ODT, RTF, EPUB, PDF, SRT or VTT, told by its content.

    :param path: the file
    :param lang: the language that it should be in, as a BCP 47 tag; by default the one that it looks like
    :raises InputError: when it cannot be read, is empty, or is no text
    """
    read = _native.read_article(path, lang)
    return Article(
        text=read["text"],
        blocks=[Block._make(block) for block in read["blocks"]],
        segments=[Segment._make(segment) for segment in read["segments"]],
        title=read["title"],
        lang=read["lang"],
        date=read["date"],
    )
