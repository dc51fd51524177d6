"""What the two jobs share: work packed into shards of equal weight, and files that are whole or not there, wherever they lie."""

from __future__ import annotations

import heapq
import json
import os
import re
import uuid
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from pyarrow import fs

Key = TypeVar("Key", bound=Hashable)


def pack(weights: Mapping[Key, int], shards: int) -> dict[Key, int]:
    """Gives each key a shard, from 0, so that the weights of the shards are near each other: the heaviest first, each to the shard that is
    lightest so far. The heaviest shard gets the number 0, so that it is begun first. The same weights always give the same shards.
    """
    queue = [(0, shard) for shard in range(shards)]
    placed: dict[Key, int] = {}
    for key, weight in sorted(weights.items(), key=lambda item: (-item[1], repr(item[0]))):
        total, shard = heapq.heappop(queue)
        placed[key] = shard
        heapq.heappush(queue, (total + weight, shard))
    by_weight = {shard: new for new, (_, shard) in enumerate(sorted(queue, key=lambda item: (-item[0], item[1])))}
    return {key: by_weight[shard] for key, shard in placed.items()}


class Place:
    """A folder on any file system that pyarrow knows: a path, ``file:``, ``s3://``, ``gs://``, ``hdfs://`` …"""

    def __init__(self, address: str) -> None:
        is_path = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) is None or os.path.isabs(address)
        self.address = os.path.abspath(address) if is_path else address
        self._files: Any
        if is_path:
            # A path is what it is: in a URI `#`, `?` and `%` would mean something.
            self._files, self._base = fs.LocalFileSystem(), self.address
        else:
            self._files, self._base = fs.FileSystem.from_uri(address)

    def __reduce__(self) -> tuple[Any, ...]:
        return Place, (self.address,)

    def _path(self, name: str) -> str:
        return f"{self._base.rstrip('/')}/{name}"

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; ``None`` where there is none."""
        if self._files.get_file_info(self._path(name)).type == fs.FileType.NotFound:
            return None
        with self._files.open_input_stream(self._path(name)) as stream:
            return stream.readall()

    def read_json(self, name: str) -> Any:
        """What a JSON file holds; ``None`` where there is none."""
        text = self.read(name)
        return None if text is None else json.loads(text)

    def names(self, folder: str) -> list[str]:
        """The names of the files in a folder, in order; none where there is no such folder."""
        selector = fs.FileSelector(self._path(folder), allow_not_found=True)
        found = self._files.get_file_info(selector)
        return sorted(info.base_name for info in found if info.type == fs.FileType.File)

    def write(self, name: str, content: bytes) -> None:
        """Writes a file whole: a reader finds the old one or the new one."""
        self._put(name, [content])

    def write_json(self, name: str, content: Any) -> None:
        """Writes a JSON file whole; the same content gives the same bytes."""
        self.write(name, (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())

    def upload(self, name: str, local: str) -> None:
        """Copies a local file there, whole."""

        def pieces() -> Any:
            with open(local, "rb") as file:
                while piece := file.read(1 << 22):
                    yield piece

        self._put(name, pieces())

    def download(self, name: str, local: str) -> None:
        """Copies a file to a local path."""
        with self._files.open_input_stream(self._path(name)) as stream, open(local, "wb") as file:
            while piece := stream.read(1 << 22):
                file.write(piece)

    def _put(self, name: str, pieces: Any) -> None:
        path = self._path(name)
        self._files.create_dir(path.rsplit("/", 1)[0], recursive=True)
        if not isinstance(self._files, (fs.LocalFileSystem, fs.HadoopFileSystem)):
            # An object is there once its stream is closed, and not before.
            with self._files.open_output_stream(path) as stream:
                for piece in pieces:
                    stream.write(piece)
            return
        # Two tasks may write one file: each under a name of its own.
        folder, base = path.rsplit("/", 1)
        waiting = f"{folder}/.{base}.{uuid.uuid4().hex}"
        try:
            with self._files.open_output_stream(waiting) as stream:
                for piece in pieces:
                    stream.write(piece)
            if isinstance(self._files, fs.LocalFileSystem):
                os.replace(waiting, path)
            else:
                if self._files.get_file_info(path).type != fs.FileType.NotFound:
                    self._files.delete_file(path)
                self._files.move(waiting, path)
        except BaseException:
            if self._files.get_file_info(waiting).type != fs.FileType.NotFound:
                self._files.delete_file(waiting)
            raise


def session(name: str) -> Any:
    """The Spark session, with the settings that both jobs want unless ``spark-submit`` says otherwise."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName(name)
    spark = builder.config(map={
        # A task has one core; the aligner would start a thread for each core of the machine.
        "spark.executorEnv.RAYON_NUM_THREADS": os.environ.get("RAYON_NUM_THREADS", "1"),
    }).getOrCreate()
    # A record is a whole article.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
    spark.sparkContext.addPyFile(os.path.abspath(__file__))
    return spark


def one_partition_each(spark: Any, frame: Any, column: str, numbers: list[int]) -> Any:
    """The frame with one partition for each of the numbers that stand in a column, in their order, and nothing else in it."""
    from pyspark.sql import functions as F

    count = len(numbers)
    # A key for each partition that Spark's hash sends there; `repartition` alone would put two shards into one.
    keys: dict[int, int] = {}
    tried = max(64, 32 * count)
    while len(keys) < count:
        rows = spark.range(tried).selectExpr("cast(id as int) key", f"pmod(hash(cast(id as int)), {count}) place")
        keys = {row["place"]: row["key"] for row in rows.groupBy("place").agg(F.min("key").alias("key")).collect()}
        tried *= 2
    key_of = spark.createDataFrame([(number, keys[place]) for place, number in enumerate(numbers)], f"{column} int, _key int")
    # Rows of other numbers find no key, and fall away.
    return frame.join(F.broadcast(key_of), column).repartition(count, "_key").drop("_key")


def spark_path(address: str) -> str:
    """An address as Spark takes it: a path of this machine as a URI where it has characters that Hadoop's patterns or URIs take for more."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) and not os.path.isabs(address):
        return address
    # Hadoop reads `{`, `[`, `*` and `?` in paths as patterns.
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", os.path.abspath(address))
