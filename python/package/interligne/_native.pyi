"""The native half; its public face is the package itself."""

from collections.abc import Iterable
from os import PathLike
from typing import TypedDict

__version__: str

class InterligneError(Exception): ...
class InputError(InterligneError): ...
class StoreError(InterligneError): ...

_Path = str | PathLike[str]
_Text = str | list[str]
_Bead = tuple[tuple[int, ...], tuple[int, ...], float, str, str]
_Aligned = tuple[list[_Bead], float, int, int, list[str]]
_Beside = str | bool | None
_Segment = tuple[str, _Beside, _Beside]

class _Article(TypedDict):
    text: str
    blocks: list[tuple[str, int, int, str | None]]
    segments: list[tuple[str, int, str, int, int]]
    title: str | None
    lang: str | None
    date: str | None

class _Match(TypedDict):
    score: float
    base: float
    unit: int
    source: str
    target: str
    adapted: str | None
    adapted_score: float | None
    context: bool
    article: str | None
    status: str
    penalties: list[tuple[float, str]]
    order: tuple[float, float, float, float, bool, int, int]

class _Hit(TypedDict):
    unit: int
    side: str
    source: str
    target: str
    source_lang: str
    target_lang: str
    marks: list[tuple[int, int]]
    translation_marks: list[tuple[int, int]]
    article: str | None
    status: str

class _Report(TypedDict):
    read: int
    added: int
    merged: int
    unchanged: int
    dropped: dict[str, int]

class _PairReport(TypedDict):
    article: str
    outcome: str
    pairs: int
    added: int
    reused: int
    removed: int
    to_review: int

def main(arguments: list[str]) -> int: ...
def segment(text: str, lang: str, keep_furniture: bool) -> list[str]: ...
def read_article(path: _Path, lang: str | None) -> _Article: ...

def write_pairs(
    path: _Path,
    pairs: Iterable[tuple[str, str, float | None, str | None]],
    source_lang: str,
    target_lang: str,
    overwrite: bool,
) -> int: ...

class NativeAligner:
    def __new__(
        cls, source_lang: str, target_lang: str, lexicon: _Path | None, keep_furniture: bool, force: bool
    ) -> NativeAligner: ...
    def languages(self) -> tuple[str, str]: ...
    def align(self, source: _Text, target: _Text) -> _Aligned: ...
    def align_many(self, pairs: list[tuple[_Text, _Text]]) -> list[_Aligned | str]: ...
    def align_files(self, source: _Path, target: _Path) -> _Aligned: ...

class NativeMemory:
    def __new__(cls, folder: _Path | None, source_lang: str, target_lang: str, mode: str) -> NativeMemory: ...
    def folder(self) -> PathLike[str]: ...
    def is_writable(self) -> bool: ...
    def unit_count(self) -> int: ...
    def suggest(self, segment: _Segment, min_score: float, limit: int, exhaustive: bool) -> list[_Match]: ...
    def suggest_many(
        self, segments: list[_Segment], min_score: float, limit: int, exhaustive: bool
    ) -> list[list[_Match]]: ...
    def search(self, words: str, side: str, stem: bool, limit: int) -> tuple[list[_Hit], bool]: ...
    def add(self, pairs: list[tuple[str, str, str | None]], status: str, origin: str) -> _Report: ...
    def import_file(self, path: _Path) -> _Report: ...
    def import_pair(self, source: _Path, target: _Path, name: str | None) -> _PairReport: ...
    def export(self, path: _Path, overwrite: bool) -> int: ...
    def units(self, first: int, most: int) -> list[tuple[int, str, str, str]]: ...

def pairs_of_folder(
    folder: str | PathLike[str], source_lang: str, target_lang: str
) -> tuple[list[tuple[str, PathLike[str], PathLike[str]]], list[PathLike[str]]]: ...
