"""Matches queries against a memory that is larger than one machine, on Spark.

    spark-submit spark/match_corpus.py build --units units.parquet --output parts --parts 64
    spark-submit spark/match_corpus.py match --parts parts --queries queries.parquet --output matches

``build`` reads units (columns ``unit``, a number of its own for each, ``source``, ``target``) from Parquet or JSON Lines, and makes of them
parts: memories with their index, each a zip file of its own, with a manifest. ``match`` reads queries (``id``, ``text`` and, if you like,
``previous`` and ``next``), answers each against every part, and merges the best of all parts: the matches, in order, are those that one
memory of all units would give. docs/SCALE.md says how both are submitted to a cluster.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
import unicodedata
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import shards as common  # noqa: E402

MATCHES = (
    "query string, worth_mean double, worth double, mean double, exact double, elsewhere boolean, trust int, age bigint, unit bigint, score double, "
    "source string, target string, adapted string, status string"
)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Match queries against a memory larger than one machine, on Spark.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="make the parts of a memory")
    build.add_argument("--units", required=True, help="Parquet or JSON Lines with the columns unit, source, target")
    build.add_argument("--output", required=True, help="the folder of the parts: a path that all machines share, s3://, gs://, hdfs://")
    build.add_argument("--parts", type=int, required=True, help="how many; a part should have at most a few million units")
    match = commands.add_parser("match", help="answer queries against the parts")
    match.add_argument("--parts", required=True, help="the folder that build wrote")
    match.add_argument("--queries", required=True, help="Parquet or JSON Lines with the columns id, text")
    match.add_argument("--output", required=True, help="the folder of Parquet to write, which is written over")
    match.add_argument("--limit", type=int, default=5, help="the most matches for a query [5]")
    match.add_argument("--min-score", type=float, default=70.0, help="the least score [70]")
    match.add_argument("--blocks", type=int, default=1, help="how many tasks share the queries of a part [1]")
    for command in (build, match):
        command.add_argument("--from", dest="source_lang", default="fr", help="the language of the source [fr]")
        command.add_argument("--to", dest="target_lang", default="en", help="the language of the target [en]")
    args = parser.parse_args(given)
    for name in ("parts", "blocks", "limit"):
        value = getattr(args, name, None)
        if isinstance(value, int) and value < 1:
            parser.error(f"--{name}: expected 1 or more")
    return args


def read(spark: Any, path: str, columns: dict[str, str], optional: Iterable[str] = ()) -> Any:
    """The columns of Parquet or JSON Lines, each with its type."""
    from pyspark.sql import functions as F

    is_json = re.search(r"\.(jsonl|ndjson|json)(\.gz|\.zst)?$", path) is not None
    place = common.spark_path(path)
    frame = spark.read.json(place) if is_json else spark.read.parquet(place)
    missing = [name for name in columns if name not in frame.columns and name not in optional]
    if missing:
        sys.exit(f"error: {path} has no column `{missing[0]}`, but {', '.join(frame.columns)}")
    return frame.select(*[
        (F.col(name) if name in frame.columns else F.lit(None)).cast(kind).alias(name) for name, kind in columns.items()
    ])


def refuse_shared(frame: Any, path: str, column: str) -> None:
    """Ends the job where two rows have the same number or id, or one has none: they would be taken for one."""
    from pyspark.sql import functions as F

    shared = frame.groupBy(column).count().where((F.col("count") > 1) | F.col(column).isNull()).first()
    if shared is not None:
        how_many = f"{shared['count']} row{'s' if shared['count'] > 1 else ''}"
        what = f"without `{column}`" if shared[column] is None else f"with the `{column}` {shared[column]}"
        sys.exit(f"error: {path} has {how_many} {what}: expected one of its own in each")


def build(spark: Any, args: argparse.Namespace) -> dict[str, Any]:
    """Makes the parts that are not there yet."""
    from pyspark.sql import functions as F

    output = common.Place(args.output)
    units = read(spark, args.units, {"unit": "bigint", "source": "string", "target": "string"})
    refuse_shared(units, args.units, "unit")
    # A pair that occurs twice is one unit, as in one memory: the first. What is the same, the memory says.
    units = units.mapInArrow(with_key, "unit bigint, source string, target string, key string")
    units = units.groupBy("key").agg(F.min(F.struct("unit", "source", "target")).alias("first")).select("key", "first.*")
    units = units.withColumn("part", F.pmod(F.xxhash64("key"), F.lit(args.parts)).cast("int")).drop("key")
    found = units.agg(F.count("*").alias("units"), F.bit_xor(F.xxhash64("unit", "source", "target")).alias("hash")).first()
    if not found["units"]:
        sys.exit(f"error: {args.units} holds no units with text on both sides")
    counts = {row["part"]: row["count"] for row in units.groupBy("part").count().collect()}
    planned = {"units": found["units"], "hash": found["hash"], "parts": args.parts, "languages": [args.source_lang, args.target_lang],
               "counts": sorted(counts.items())}
    before = output.read_json("plan.json")
    if before is not None and before != json.loads(json.dumps(planned)):
        sys.exit(f"error: {args.output} was begun with something else: name another folder, or delete this one")
    output.write_json("plan.json", planned)
    done = set(output.names("parts"))
    waiting = [part for part in sorted(counts) if f"{part:05}.zip" not in done]
    if waiting:
        languages = (args.source_lang, args.target_lang)
        spread = common.one_partition_each(spark, units, "part", waiting).sortWithinPartitions("unit")
        spread.mapInArrow(lambda batches: build_part(batches, output, languages), "part int, units bigint").collect()
    manifest = {**planned, "files": [f"parts/{part:05}.zip" for part in sorted(counts)]}
    output.write_json("manifest.json", manifest)
    return {"units": found["units"], "parts": len(counts), "parts_done_before": len(counts) - len(waiting)}


def with_key(batches: Iterable[Any]) -> Iterator[Any]:
    """Units with what those have in common that the memory takes for the same; units that lack a text, or have one that
    no memory takes, fall away."""
    import pyarrow as pa

    for batch in batches:
        rows = []
        for unit, *texts in zip(*(batch.column(name).to_pylist() for name in ("unit", "source", "target"))):
            source, target = (alike(text or "") for text in texts)
            # What no memory takes: nothing on one side, or a character that no text can hold.
            if source.strip() and target.strip() and not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", source + target):
                rows.append((unit, *texts, f"{source}\n{target}"))
        kinds = {"unit": pa.int64(), "source": pa.string(), "target": pa.string(), "key": pa.string()}
        yield pa.RecordBatch.from_arrays([pa.array([row[at] for row in rows], kind) for at, kind in enumerate(kinds.values())],
                                         list(kinds))


def build_part(batches: Iterable[Any], output: common.Place, languages: tuple[str, str]) -> Iterator[Any]:
    """One part: its units as a memory with its index, and the numbers that they have in the whole."""
    import interligne
    import pyarrow as pa

    rows = [row for batch in batches for row in batch.to_pylist()]
    if not rows:
        return
    part = rows[0]["part"]
    with tempfile.TemporaryDirectory(prefix="interligne-") as folder:
        home = os.path.join(folder, "memory")
        memory = interligne.Memory(home, *languages)
        numbers = add(memory, rows)
        # The first search makes the index.
        memory.suggest(rows[0]["source"])
        del memory
        with open(os.path.join(home, "numbers.json"), "w", encoding="utf-8") as file:
            json.dump(numbers, file)
        # A thread that answered may still be closing the database; what its log holds is in the database then.
        closed = time.monotonic() + 60
        while os.path.exists(os.path.join(home, "memory.sqlite-wal")):
            if time.monotonic() > closed:
                raise RuntimeError(f"the part {part} of the memory is still open: the job has to be run again")
            time.sleep(0.05)
        packed = os.path.join(folder, "part.zip")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for here, _, names in sorted(os.walk(home)):
                for name in sorted(names):
                    if name == "memory.sqlite-shm":
                        continue
                    path = os.path.join(here, name)
                    archive.write(path, os.path.relpath(path, home))
        output.upload(f"parts/{part:05}.zip", packed)
    yield pa.RecordBatch.from_arrays([pa.array([part], pa.int32()), pa.array([len(numbers)], pa.int64())], ["part", "units"])


def add(memory: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Adds units in the order of their numbers, and gives the number in the whole of each that the memory holds, in the memory's order."""
    added = memory.add_many([(row["source"], row["target"]) for row in rows], status="aligned", origin="units")
    if added.added != len(rows):
        raise ValueError(f"{len(rows)} units gave {added.added} in the memory, which takes some of them for the same: "
                         "please report it with the units")
    return [row["unit"] for row in rows]


def alike(text: str) -> str:
    """A text as the memory compares it: in NFC, line breaks, tabs and spaces folded, other white space kept."""
    return " ".join(re.split(r"[ \t\n\r]+", unicodedata.normalize("NFC", text).strip(" \t\n\r")))


def fetched(parts: common.Place, name: str) -> str:
    """The folder of a part on this machine: fetched and unpacked once, whoever needs it first."""
    # Another build of the parts is another folder.
    state = hashlib.sha256(parts.address.encode() + (parts.read("plan.json") or b"")).hexdigest()[:16]
    home = os.path.join(tempfile.gettempdir(), f"interligne-parts-{os.getuid() if hasattr(os, 'getuid') else 0}", state)
    folder = os.path.join(home, os.path.basename(name)[:-4])
    if os.path.isdir(folder):
        return folder
    os.makedirs(home, mode=0o700, exist_ok=True)
    waiting = f"{folder}.{uuid.uuid4().hex}"
    os.mkdir(waiting)
    try:
        packed = os.path.join(waiting, "part.zip")
        parts.download(name, packed)
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(waiting)
        os.unlink(packed)
        try:
            os.rename(waiting, folder)
        except OSError:
            # Another task was faster.
            if not os.path.isdir(folder):
                raise
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return folder


def match_part(batches: Iterable[Any], parts: common.Place, files: list[str], args: argparse.Namespace) -> Iterator[Any]:
    """The best matches of one part for each of some queries."""
    import interligne
    import pyarrow as pa

    memory: Any = None
    in_whole: dict[int, int] = {}
    for batch in batches:
        if not batch.num_rows:
            continue
        if memory is None:
            folder = fetched(parts, files[batch.column("task")[0].as_py() // args.blocks])
            memory = interligne.Memory(folder, args.source_lang, args.target_lang, mode="read")
            with open(os.path.join(folder, "numbers.json"), encoding="utf-8") as file:
                in_whole = dict(zip((unit.unit for unit in memory.units()), json.load(file)))
        rows = batch.to_pylist()
        queries = [interligne.Query(row["text"] or "", row["previous"], row["next"]) for row in rows]
        found = memory.suggest_many(queries, min_score=args.min_score, limit=args.limit)
        out = [
            (row["id"], *m.order, in_whole[m.unit], m.score, m.source, m.target, m.adapted, m.status)
            for row, matches in zip(rows, found)
            for m in matches
        ]
        kinds = [pa.string(), pa.float64(), pa.float64(), pa.float64(), pa.float64(), pa.bool_(), pa.int32(), pa.int64(), pa.int64(), pa.float64(),
                 pa.string(), pa.string(), pa.string(), pa.string()]
        names = [field.split()[0] for field in MATCHES.split(", ")]
        yield pa.RecordBatch.from_arrays([pa.array([row[at] for row in out], kind) for at, kind in enumerate(kinds)], names)


def match(spark: Any, args: argparse.Namespace) -> dict[str, Any]:
    """Answers the queries, and writes ``query``, ``rank`` from 0, ``score``, ``unit``, ``source``, ``target``, ``adapted``, ``status``."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    parts = common.Place(args.parts)
    manifest = parts.read_json("manifest.json")
    if manifest is None:
        sys.exit(f"error: {args.parts} holds no manifest: make the parts with `build` first, to its end")
    if manifest["languages"] != [args.source_lang, args.target_lang]:
        sys.exit(f"error: {args.parts} is for {' and '.join(manifest['languages'])}, not for {args.source_lang} and {args.target_lang}")
    files = manifest["files"]
    queries = read(spark, args.queries, {"id": "string", "text": "string", "previous": "string", "next": "string"}, ("previous", "next"))
    refuse_shared(queries, args.queries, "id")
    block = F.pmod(F.xxhash64("id"), F.lit(args.blocks)).cast("int")
    tasks = queries.withColumn("block", block).withColumn("file", F.explode(F.sequence(F.lit(0), F.lit(len(files) - 1))))
    tasks = tasks.withColumn("task", (F.col("file") * args.blocks + F.col("block")).cast("int")).drop("file", "block")
    spread = common.one_partition_each(spark, tasks, "task", list(range(len(files) * args.blocks)))
    found = spread.mapInArrow(lambda batches: match_part(batches, parts, files, args), MATCHES)
    # A path that is written is none that is searched: nothing in it is a pattern.
    output = args.output if "://" in args.output else os.path.abspath(args.output)
    best = Window.partitionBy("query").orderBy("worth_mean", "worth", "mean", "exact", "elsewhere", "trust", "age", F.col("unit").desc())
    ranked = found.withColumn("rank", F.row_number().over(best) - 1).where(F.col("rank") < args.limit)
    ranked.select("query", "rank", "score", "unit", "source", "target", "adapted", "status").write.mode("overwrite").parquet(output)
    written = spark.read.parquet(common.spark_path(args.output))
    return {"matches": written.count(), "queries_with_matches": written.select("query").distinct().count(), "parts": len(files)}


def main() -> None:
    args = arguments()
    spark = common.session(f"interligne: {args.command} a corpus")
    report = build(spark, args) if args.command == "build" else match(spark, args)
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
