"""The pairs of files in a folder."""

from __future__ import annotations

from os import PathLike, fspath
from typing import NamedTuple

from interligne import _native


class FilePair(NamedTuple):
    """The two files of an article."""

    name: str
    """What their paths below the folder share, without the mark of the language and the extension; or what a manifest says."""
    source: str
    """The path of the source."""
    target: str
    """The path of its translation."""


class FolderPairs(NamedTuple):
    """What was found in a folder."""

    pairs: list[FilePair]
    """The pairs, in the order of their names, or of the manifest."""
    left_out: list[str]
    """Files that carry a language mark and have no counterpart, or more than one, in the order of their paths."""


def pairs_of_folder(folder: str | PathLike[str], source_lang: str = "fr", target_lang: str = "en") -> FolderPairs:
    """The pairs of files in a folder and those below it, as ``interligne import FOLDER`` finds them: their paths differ in the mark of
    the language alone (``x.fr.txt`` and ``x.en.txt``, ``fr/x.html`` and ``en/x.html``), or a ``manifest.tsv`` says them.

    :raises InputError: where a folder or the manifest cannot be read
    """
    pairs, left_out = _native.pairs_of_folder(folder, source_lang, target_lang)
    return FolderPairs([FilePair(name, fspath(s), fspath(t)) for name, s, t in pairs], [fspath(path) for path in left_out])
