"""Aligns a corpus of article pairs on Spark.

    spark-submit spark/align_corpus.py --input pairs.parquet --output aligned

reads pairs (columns ``id``, ``fr``, ``en``) from Parquet or JSON Lines, or with ``--folder`` the pairs of files in a folder, and writes

    aligned/beads/shard-00000.parquet    a row for each bead: id, bead, source, target, confidence, source_text, target_text, error
    aligned/tmx/shard-00000.tmx          the same pairs for CAT tools, each with its document
    aligned/shards/00000.json            what became of a shard; written last, so that a shard with this file is done
    aligned/manifest.json, report.json   all of it: what is there, and pairs, beads, doubtful share, refusals by reason

Started again after it was killed, it goes on with the shards that are not done, and the rows and the TMX bytes are those of a run that was not
stopped. docs/SCALE.md says how it is submitted to a cluster.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import shards as common  # noqa: E402

VERSION = 1
"""Of the layout of the output."""

OVERHEAD = 200
"""What a pair costs beside its text, in bytes of text."""

SUMMARY = "shard int, pairs bigint, beads bigint, doubtful bigint, refused bigint, seconds double, reasons string"


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Align a corpus of article pairs on Spark.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--input", help="Parquet or JSON Lines with the pairs")
    source.add_argument("--folder", help="a folder of files, x.fr.txt beside x.en.txt, that every executor can read")
    parser.add_argument("--output", required=True, help="the folder to write: a path that all machines share, s3://, gs://, hdfs://")
    parser.add_argument("--from", dest="source_lang", default="fr", help="the language of the source [fr]")
    parser.add_argument("--to", dest="target_lang", default="en", help="the language of the target [en]")
    parser.add_argument("--id-column", default="id")
    parser.add_argument("--source-column", help="[the language of the source]")
    parser.add_argument("--target-column", help="[the language of the target]")
    parser.add_argument("--shard-bytes", type=int, default=32 << 20, help="text in a shard, both sides, in bytes [32 MiB]")
    parser.add_argument("--keep-furniture", action="store_true", help="align page furniture too")
    parser.add_argument("--force", action="store_true", help="align texts that seem to be in another language, or swapped")
    args = parser.parse_args(given)
    if args.shard_bytes < 1:
        parser.error("--shard-bytes: expected 1 or more")
    return args


def read_pairs(spark: Any, args: argparse.Namespace) -> Any:
    """The pairs as a frame of ``id``, ``source``, ``target`` (texts, or paths with ``--folder``) and ``weight`` in bytes."""
    from pyspark.sql import functions as F

    if args.folder:
        rows = list(pairs_of_files(args.folder, args.source_lang, args.target_lang))
        if not rows:
            sys.exit(f"error: {args.folder} holds no pairs: expected x.{args.source_lang}.txt beside x.{args.target_lang}.txt")
        files = spark.createDataFrame(rows, "id string, source string, target string, weight bigint")
        no_list = F.lit(None).cast("array<string>")
        return files.select("id", "source", "target", no_list.alias("source_list"), no_list.alias("target_list"), "weight")
    is_json = re.search(r"\.(jsonl|ndjson|json)(\.gz|\.zst)?$", args.input) is not None
    path = common.spark_path(args.input)
    frame = spark.read.json(path) if is_json else spark.read.parquet(path)
    source, target = args.source_column or args.source_lang, args.target_column or args.target_lang
    for column in (args.id_column, source, target):
        if column not in frame.columns:
            sys.exit(f"error: {args.input} has no column `{column}`, but {', '.join(frame.columns)}: name it with --id-column, "
                     "--source-column or --target-column")
    if is_json and mixes(frame, source) | mixes(frame, target):
        # A column with texts and lists is one of texts to Spark, and a list the text of its JSON.
        record = F.col("record")
        frame = spark.read.option("singleVariantColumn", "record").json(path).select(*[
            F.try_variant_get(record, f"$['{column}']", kind).alias(f"{column}{end}")
            for column in {source, target} for kind, end in (("string", ""), ("array<string>", "_list"))
        ], F.try_variant_get(record, f"$['{args.id_column}']", "string").alias(args.id_column))
        sides = {side: (F.when(F.col(f"{column}_list").isNull(), F.col(column)), F.col(f"{column}_list"))
                 for side, column in (("source", source), ("target", target))}
    else:
        sides = {side: text_and_list(frame, column) for side, column in (("source", source), ("target", target))}
    size = sum((F.coalesce(F.octet_length(F.concat_ws(" ", text, segments)), F.lit(0)) for text, segments in sides.values()), F.lit(0))
    return frame.select(
        F.coalesce(F.col(quoted(args.id_column)).cast("string"), F.lit("")).alias("id"),
        *[text.alias(side) for side, (text, _) in sides.items()],
        *[segments.alias(f"{side}_list") for side, (_, segments) in sides.items()],
        (size + OVERHEAD).cast("bigint").alias("weight"),
    )


def quoted(column: str) -> str:
    """A column's name as Spark takes it, whatever is in it."""
    return "`" + column.replace("`", "``") + "`"


def text_and_list(frame: Any, column: str) -> tuple[Any, Any]:
    """A column as one of texts and one of lists of segments, of which one is null in each row."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import ArrayType

    value = F.col(quoted(column))
    if isinstance(frame.schema[column].dataType, ArrayType):
        return F.lit(None).cast("string"), value.cast("array<string>")
    return value.cast("string"), F.lit(None).cast("array<string>")


def mixes(frame: Any, column: str) -> bool:
    """Whether a column of JSON Lines may hold lists among its texts."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import StringType

    if not isinstance(frame.schema[column].dataType, StringType):
        return False
    return frame.where(F.col(quoted(column)).startswith("[")).limit(1).count() > 0


def pairs_of_files(folder: str, source_lang: str, target_lang: str) -> Iterator[tuple[str, str, str, int]]:
    """The pairs of files in a folder and those below it, as ``interligne import FOLDER`` finds them; what that leaves aside is told."""
    import interligne

    try:
        found = interligne.pairs_of_folder(os.path.abspath(folder), source_lang, target_lang)
    except interligne.InputError as error:
        sys.exit(f"error: {error}")
    if found.left_out:
        print(f"warning: {len(found.left_out)} files are left aside, which have no counterpart or more than one, the first of them "
              f"{found.left_out[0]}", file=sys.stderr)
    for name, source, target in found.pairs:
        yield name, source, target, os.path.getsize(source) + os.path.getsize(target) + OVERHEAD


def contents(batches: Iterable[Any]) -> Iterator[Any]:
    """The ids of pairs of files, with a hash of what the files hold: read where the work is done."""
    import pyarrow as pa

    for batch in batches:
        hashes = [content_of(*paths) for paths in zip(batch.column("source").to_pylist(), batch.column("target").to_pylist())]
        yield pa.RecordBatch.from_arrays([batch.column("id"), batch.column("weight"), pa.array(hashes, pa.string())],
                                         ["id", "weight", "content"])


def content_of(*paths: str) -> str:
    """A hash of what some files hold."""
    content = hashlib.sha256()
    for path in paths:
        content.update(b"\0")
        try:
            with open(path, "rb") as file:
                while piece := file.read(1 << 20):
                    content.update(piece)
        except OSError as error:
            # What cannot be read has an error in the place of its beads.
            content.update(str(error.errno).encode())
    return content.hexdigest()


def plan(frame: Any, args: argparse.Namespace) -> dict[str, Any]:
    """How the pairs are spread over shards: by the hash of their id into buckets, heavy pairs alone, and all of these packed by weight. It
    depends on the input and the options only."""
    from pyspark.sql import functions as F

    if args.folder:
        # Where the files lie does not matter, what is in them does.
        hashed, named = frame.select("id", "source", "target", "weight").mapInArrow(contents, "id string, weight bigint, content string"), ["content"]
    else:
        hashed, named = frame, ["source", "target", "source_list", "target_list"]
    total = hashed.agg(
        F.count("*").alias("pairs"),
        F.sum("weight").alias("weight"),
        # A sum, since of two pairs that are alike an exclusive or leaves nothing.
        F.sum(F.xxhash64("id", *named).cast("decimal(38,0)")).cast("string").alias("hash"),
    ).first()
    if not total["pairs"]:
        sys.exit("error: the input holds no pairs")
    shards = max(1, math.ceil(total["weight"] / args.shard_bytes))
    heavy_from, buckets = args.shard_bytes // 2, 64 * shards
    heavy = {("pair", row["id"]): row["weight"] for row in
             frame.where(F.col("weight") >= heavy_from).groupBy("id").agg(F.sum("weight").alias("weight")).collect()}
    light = frame.where(F.col("weight") < heavy_from).groupBy(bucket(buckets).alias("bucket")).agg(F.sum("weight").alias("weight"))
    weights = heavy | {("bucket", row["bucket"]): row["weight"] for row in light.collect()}
    shards = min(shards, len(weights))
    placed = common.pack(weights, shards)
    return {
        "version": VERSION,
        "input": {"pairs": total["pairs"], "bytes": total["weight"], "hash": total["hash"]},
        "options": {name: getattr(args, name) for name in ("source_lang", "target_lang", "keep_furniture", "force", "shard_bytes")},
        "aligner": aligner_version(),
        "shards": shards,
        "heavy_from": heavy_from,
        "buckets": buckets,
        "heavy": sorted([key, shard] for (kind, key), shard in placed.items() if kind == "pair"),
        "light": sorted([key, shard] for (kind, key), shard in placed.items() if kind == "bucket"),
    }


def bucket(buckets: int) -> Any:
    """The bucket of a pair, by its id."""
    from pyspark.sql import functions as F

    return F.pmod(F.xxhash64("id"), F.lit(buckets)).cast("int")


def aligner_version() -> str:
    import interligne

    return interligne.__version__


def with_shard(spark: Any, frame: Any, planned: dict[str, Any]) -> Any:
    """The pairs with the shard of each."""
    from pyspark.sql import functions as F

    heavy = spark.createDataFrame(planned["heavy"], "id string, heavy_shard int")
    light = spark.createDataFrame(planned["light"], "bucket int, light_shard int")
    is_heavy = F.col("weight") >= planned["heavy_from"]
    return (
        frame.withColumn("bucket", F.when(~is_heavy, bucket(planned["buckets"])))
        .join(F.broadcast(light), "bucket", "left")
        .join(F.broadcast(heavy), "id", "left")
        .withColumn("shard", F.when(is_heavy, F.col("heavy_shard")).otherwise(F.col("light_shard")))
        .select("shard", "id", "source", "target", "source_list", "target_list")
    )


class ShardWorker:
    """Aligns the pairs of a partition, which is one shard, and writes its files. It goes to the executors."""

    def __init__(self, output: common.Place, args: argparse.Namespace) -> None:
        self.output = output
        self.languages = (args.source_lang, args.target_lang)
        self.options = {"keep_furniture": args.keep_furniture, "force": args.force}
        self.of_files = bool(args.folder)

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa

        rows = (batch for batch in batches if batch.num_rows)
        first = next(rows, None)
        if first is None:
            return
        summary = self.align_shard(first.column("shard")[0].as_py(), first, rows)
        kinds = [pa.int32(), *[pa.int64()] * 4, pa.float64(), pa.string()]
        yield pa.RecordBatch.from_arrays([pa.array([value], kind) for value, kind in zip(summary.values(), kinds)], list(summary))

    def align_shard(self, shard: int, first: Any, rest: Iterable[Any]) -> dict[str, Any]:
        import interligne
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        begin = time.process_time()
        aligner = interligne.Aligner(*self.languages, **self.options)
        pairs = beads = doubtful = refused = 0
        reasons: dict[str, int] = {}
        with tempfile.TemporaryDirectory(prefix="interligne-") as folder:
            parquet, tmx = os.path.join(folder, "beads.parquet"), os.path.join(folder, "beads.tmx")
            writer = None
            for batch in _chain(first, rest):
                table = self.aligned(aligner, pa.Table.from_batches([batch]))
                pairs += batch.num_rows
                errors = table.column("error").drop_null().to_pylist()
                refused += len(errors)
                beads += table.num_rows - len(errors)
                both = pc.and_(pc.greater(pc.list_value_length(table.column("source")), 0),
                               pc.greater(pc.list_value_length(table.column("target")), 0))
                unsure = pc.and_(both, pc.less(table.column("confidence"), interligne.DOUBTFUL))
                doubtful += pc.sum(unsure.cast("int64")).as_py() or 0
                for error in errors:
                    reason = reason_of(error)
                    reasons[reason] = reasons.get(reason, 0) + 1
                writer = writer or pq.ParquetWriter(parquet, table.schema, compression="zstd")
                writer.write_table(table)
            assert writer is not None  # there was a first batch
            writer.close()
            interligne.write_pairs(tmx, tmx_rows(parquet), *self.languages)
            self.output.upload(f"beads/shard-{shard:05}.parquet", parquet)
            self.output.upload(f"tmx/shard-{shard:05}.tmx", tmx)
        summary = {
            "shard": shard,
            "pairs": pairs,
            "beads": beads,
            "doubtful": doubtful,
            "refused": refused,
            "seconds": round(time.process_time() - begin, 3),
            "reasons": json.dumps(reasons, ensure_ascii=False, sort_keys=True),
        }
        self.output.write_json(f"shards/{shard:05}.json", summary)
        return summary

    def aligned(self, aligner: Any, table: Any) -> Any:
        """The beads of a batch of pairs."""
        import interligne

        if not self.of_files:
            lists = [table.column(f"{side}_list") for side in ("source", "target")]
            if all(column.null_count == len(column) for column in lists):
                return aligner.align_arrow(table, source="source", target="target")
            # Texts and lists side by side, which no column of Arrow has.
            sides = [[one if one is not None else other for one, other in zip(segments.to_pylist(), table.column(side).to_pylist())]
                     for side, segments in zip(("source", "target"), lists)]
            return aligner.align_columns(table.column("id"), *sides)
        outcomes: list[Any] = []
        for source, target in zip(table.column("source").to_pylist(), table.column("target").to_pylist()):
            try:
                outcomes.append(aligner.align_files(source, target))
            except interligne.InputError as error:
                outcomes.append(str(error))
        return interligne.outcomes_to_arrow(table.column("id"), outcomes)


def _chain(first: Any, rest: Iterable[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def tmx_rows(parquet: str) -> Iterator[tuple[str, str, float, str]]:
    """The pairs of a shard, read as they are written."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    columns = ["id", "source", "target", "confidence", "source_text", "target_text"]
    for batch in pq.ParquetFile(parquet).iter_batches(batch_size=4096, columns=columns):
        both = pc.and_kleene(pc.greater(pc.list_value_length(batch["source"]), 0), pc.greater(pc.list_value_length(batch["target"]), 0))
        kept = batch.filter(both)
        texts = ([no_control(text) for text in kept[name].to_pylist()] for name in ("source_text", "target_text"))
        yield from zip(*texts, kept["confidence"].to_pylist(), [no_control(name) for name in kept["id"].to_pylist()])


def no_control(text: str) -> str:
    """A text as XML can hold it: what a document may have beside, such as a PDF, is U+FFFD, as in a file of text."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def reason_of(error: str) -> str:
    """An error without the names and numbers of its pair, for counting."""
    return re.sub(r"\d+(\.\d+)?", "N", re.sub(r"\S*[/\\]\S+", "FILE", error)).strip()


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Does what is still to be done, and gives the report."""
    begin = time.monotonic()
    spark = common.session("interligne: align a corpus")
    output = common.Place(args.output)
    frame = read_pairs(spark, args)
    planned = plan(frame, args)
    before = output.read_json("plan.json")
    if before is None:
        if output.names("beads") or output.names("shards"):
            sys.exit(f"error: {args.output} holds the output of something else: name another folder")
        output.write_json("plan.json", planned)
    elif before != planned:
        changed = ", ".join(key for key in planned if planned[key] != before.get(key))
        sys.exit(f"error: {args.output} was begun with something else ({changed}): name another folder, or delete this one")
    done = {int(name[:5]) for name in output.names("shards") if re.fullmatch(r"\d{5}\.json", name)}
    waiting = [shard for shard in range(planned["shards"]) if shard not in done]
    if waiting:
        spread = common.one_partition_each(spark, with_shard(spark, frame, planned), "shard", waiting)
        ordered = spread.sortWithinPartitions("id", "source", "target", "source_list", "target_list")
        worker = ShardWorker(output, args)
        # A row for each shard; what it did is on the disk when it comes.
        ordered.mapInArrow(lambda batches: worker(batches), SUMMARY).collect()
    report = finish(output, planned, len(done))
    report["seconds"] = round(time.monotonic() - begin, 1)
    output.write_json("report.json", report)
    return report


def finish(output: common.Place, planned: dict[str, Any], were_done: int) -> dict[str, Any]:
    """The manifest of what is there, and the report."""
    summaries = [output.read_json(f"shards/{shard:05}.json") for shard in range(planned["shards"])]
    missing = [number for number, summary in enumerate(summaries) if summary is None]
    if missing:
        sys.exit(f"error: the shards {missing} are not done; start the job again to go on")
    files = [{"shard": s["shard"], "beads": f"beads/shard-{s['shard']:05}.parquet", "tmx": f"tmx/shard-{s['shard']:05}.tmx",
              "pairs": s["pairs"], "rows": s["beads"] + s["refused"]} for s in summaries]
    output.write_json("manifest.json", {"input": planned["input"], "options": planned["options"], "shards": files})
    reasons: dict[str, int] = {}
    for summary in summaries:
        for reason, count in json.loads(summary["reasons"]).items():
            reasons[reason] = reasons.get(reason, 0) + count
    total = {key: sum(s[key] for s in summaries) for key in ("pairs", "beads", "doubtful", "refused")}
    if total["pairs"] != planned["input"]["pairs"]:
        sys.exit(f"error: {total['pairs']} pairs came out of {planned['input']['pairs']}: the input changed while it was read; start afresh")
    return {
        **total,
        "doubtful_share": round(total["doubtful"] / total["beads"], 4) if total["beads"] else 0.0,
        "refused_by_reason": dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:50]),
        "shards": planned["shards"],
        "shards_done_before": were_done,
        "worker_cpu_seconds": round(sum(s["seconds"] for s in summaries), 1),
        "heaviest_shard_cpu_seconds": max(s["seconds"] for s in summaries),
    }


def main() -> None:
    report = run(arguments())
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
