"""French articles and their English translations, aligned, and a translation memory of them.

    >>> import interligne
    >>> aligner = interligne.Aligner("fr", "en")
    >>> for bead in aligner.align("Le pont est fermé. Il rouvrira mardi.", "The bridge is closed. It will reopen on Tuesday."):
    ...     print(bead.source_text, "=", bead.target_text)
    Le pont est fermé. = The bridge is closed.
    Il rouvrira mardi. = It will reopen on Tuesday.

Texts are ``str``; offsets count code points, as Python does, and numbers of segments start at 0. Calls that work for longer than a
moment release the interpreter lock. What is refused raises :class:`InterligneError`, with the text that the command line prints.
"""

from interligne._native import InputError, InterligneError, StoreError, __version__
from interligne._alignment import DOUBTFUL, Aligner, Alignment, Refusal, align_files, outcomes_to_arrow, write_pairs
from interligne._article import Article, Block, Segment, read_article, segment
from interligne._bead import Bead
from interligne._folder import FilePair, FolderPairs, pairs_of_folder
from interligne._found import EDGE, Edge, Hit, ImportReport, Match, PairReport, Penalty, Query, Unit
from interligne._memory import Memory

__all__ = [
    "DOUBTFUL",
    "EDGE",
    "Aligner",
    "Alignment",
    "Article",
    "Bead",
    "Block",
    "Edge",
    "FilePair",
    "FolderPairs",
    "Hit",
    "ImportReport",
    "InputError",
    "InterligneError",
    "Match",
    "Memory",
    "PairReport",
    "Penalty",
    "Query",
    "Refusal",
    "Segment",
    "StoreError",
    "Unit",
    "__version__",
    "align_files",
    "outcomes_to_arrow",
    "pairs_of_folder",
    "read_article",
    "segment",
    "write_pairs",
]
