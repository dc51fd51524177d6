"""Tables of Arrow, and by them of pandas and polars; ``pyarrow`` is needed here alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from interligne._native import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from interligne._bead import Bead
    from interligne._found import Match, Unit


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError("tables need pyarrow: pip install 'interligne[arrow]'") from error
    return pyarrow


def as_table(table: Any) -> Any:
    """Any table as one of Arrow: Arrow's own, or what exports itself as Arrow (pandas, polars, DuckDB …)."""
    pa = _pyarrow()
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "__arrow_c_stream__"):
        return pa.table(table)
    if type(table).__module__.split(".")[0] == "pandas":
        return pa.Table.from_pandas(table, preserve_index=False)
    raise InputError(f"{type(table).__name__}: expected a table of Arrow, pandas or polars")


def column(table: Any, name: str) -> list[Any]:
    """A column's values."""
    if name not in table.column_names:
        raise InputError(f"the table has no column `{name}`, but {', '.join(table.column_names) or 'none at all'}")
    return list(table.column(name).to_pylist())


def bead_fields() -> list[tuple[str, Any]]:
    """The columns that describe a bead."""
    pa = _pyarrow()
    numbers = pa.list_(pa.int32())
    return [
        ("source", numbers),
        ("target", numbers),
        ("confidence", pa.float64()),
        ("source_text", pa.string()),
        ("target_text", pa.string()),
    ]


def _arrays(rows: Sequence[tuple[Any, ...]], fields: list[tuple[str, Any]]) -> list[Any]:
    """Rows as the arrays of their columns."""
    pa = _pyarrow()
    columns = zip(*rows) if rows else ([] for _ in fields)
    return [pa.array(values, kind) for values, (_, kind) in zip(columns, fields)]


def beads_table(beads: Sequence[Bead]) -> pa.Table:
    """The beads of one pair."""
    pa = _pyarrow()
    arrays = _arrays(beads, bead_fields())
    return pa.table(arrays, schema=pa.schema(bead_fields()))


def align(
    align_raw: Callable[[list[tuple[Any, Any]]], Iterable[tuple[Any, ...] | str]], table: Any, id: str, source: str, target: str
) -> pa.Table:
    """A row for each bead of each pair, or one with its error; ``align_raw`` is :meth:`Aligner.align_raw`."""
    pa = _pyarrow()
    given = as_table(table)
    sources, targets = column(given, source), column(given, target)
    ids: Any = given.column(id) if id in given.column_names else pa.array(range(len(sources)), pa.int64())
    return outcomes_table(ids, outcomes_of(align_raw, sources, targets, source, target))


def outcomes_of(
    align_raw: Callable[[list[tuple[Any, Any]]], Iterable[tuple[Any, ...] | str]],
    sources: Sequence[Any],
    targets: Sequence[Any],
    source: str,
    target: str,
) -> list[Iterable[tuple[Any, ...]] | str]:
    """The beads of each pair, or why it is refused; ``source`` and ``target`` are what the sides are called in that."""
    unusable = [why_not(s, source) or why_not(t, target) for s, t in zip(sources, targets)]
    aligned = iter(align_raw([(s, t) for s, t, why in zip(sources, targets, unusable) if why is None]))
    outcomes: list[Iterable[tuple[Any, ...]] | str] = []
    for why in unusable:
        done = next(aligned) if why is None else why
        outcomes.append(done if isinstance(done, str) else done[0])
    return outcomes


def why_not(cell: Any, column: str) -> str | None:
    """Why a cell is no text and no list of segments; ``None`` where it is one."""
    if cell is None:
        return f"there is no text in `{column}`"
    if isinstance(cell, str):
        return None
    if not isinstance(cell, (list, tuple)):
        return f"`{column}` is of type {type(cell).__name__}, expected a text or a list of segments"
    for number, segment in enumerate(cell):
        if not isinstance(segment, str):
            kind = "null" if segment is None else f"of type {type(segment).__name__}"
            return f"segment {number} of `{column}` is {kind}, expected a text"
    return None


def outcomes_table(ids: Any, outcomes: Sequence[Iterable[tuple[Any, ...]] | str]) -> pa.Table:
    """A row for each bead of each alignment, one for each error, with the ``id`` of its pair from an array."""
    pa = _pyarrow()
    beads: list[tuple[Any, ...]] = []
    numbers: list[int | None] = []
    positions: list[int] = []
    errors: list[str | None] = []
    none = (None,) * len(bead_fields())
    for position, outcome in enumerate(outcomes):
        before = len(beads)
        if isinstance(outcome, str):
            beads.append(none)
            numbers.append(None)
            errors.append(outcome)
        else:
            beads.extend(outcome)
            numbers.extend(range(len(beads) - before))
            errors.extend([None] * (len(beads) - before))
        positions.extend([position] * (len(beads) - before))
    repeated = ids.take(pa.array(positions, pa.int64()))
    if isinstance(repeated, pa.ChunkedArray):
        repeated = repeated.combine_chunks()
    arrays = [repeated, pa.array(numbers, pa.int32()), *_arrays(beads, bead_fields()), pa.array(errors, pa.string())]
    schema = pa.schema([("id", repeated.type), ("bead", pa.int32()), *bead_fields(), ("error", pa.string())])
    return pa.table(arrays, schema=schema)


def matches_table(queries: Iterable[str], answers: Iterable[list[Match]]) -> pa.Table:
    """A row for each match of each query, best first."""
    pa = _pyarrow()
    fields = [
        ("query", pa.int64()),
        ("text", pa.string()),
        ("rank", pa.int32()),
        ("score", pa.float64()),
        ("unit", pa.int64()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("adapted", pa.string()),
        ("article", pa.string()),
        ("status", pa.string()),
    ]
    rows = [
        (number, text, rank, m.score, m.unit, m.source, m.target, m.adapted, m.article, m.status)
        for number, (text, matches) in enumerate(zip(queries, answers))
        for rank, m in enumerate(matches)
    ]
    arrays = _arrays(rows, fields)
    return pa.table(arrays, schema=pa.schema(fields))


def units_table(units: Iterable[Unit]) -> pa.Table:
    """A row for each unit."""
    pa = _pyarrow()
    rows = list(units)
    fields = [("unit", pa.int64()), ("source", pa.string()), ("target", pa.string()), ("status", pa.string())]
    arrays = _arrays(rows, fields)
    return pa.table(arrays, schema=pa.schema(fields))
