"""Files on any file system that Spark reads, through Spark's own drivers for them (Hadoop's)."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class HadoopFiles:
    """The file systems of one Spark session.

    Paths are URIs (`hdfs://…`, `s3a://…`); one without a scheme is on Spark's default file system.
    """

    def __init__(self, session: "SparkSession") -> None:
        context: Any = session.sparkContext
        self._jvm = context._jvm  # noqa: SLF001 (PySpark has no public way to Hadoop's file systems)
        self._settings = context._jsc.hadoopConfiguration()  # noqa: SLF001
        self._default = self._jvm.org.apache.hadoop.fs.FileSystem.getDefaultUri(self._settings).getScheme()

    def is_local(self, path: str) -> bool:
        """Tell whether a path is on this machine's own file system."""
        scheme, colon, _rest = path.partition("://")
        return (scheme if colon else self._default) == "file"

    def uri(self, path: str) -> str:
        """Return a path whole and encoded, as `SparkEngine.scan` names the file that a row came from."""
        system, there = self._at(path)
        return re.sub("^file:/+", "file:/", str(system.makeQualified(there).toUri().toString()))

    def find(self, pattern: str) -> list[str]:
        """Return the files that a path, directory or glob pattern names, sorted; those hidden left out."""
        system, there = self._at(pattern)
        found = []
        for status in system.globStatus(there) or ():
            if not status.isDirectory():
                found.append(str(status.getPath().toString()))
                continue
            root = str(status.getPath().toString()).rstrip("/") + "/"
            files = system.listFiles(status.getPath(), True)
            while files.hasNext():
                file = str(files.next().getPath().toString())
                if not any(part.startswith((".", "_")) for part in file.removeprefix(root).split("/")):
                    found.append(file)
        return sorted(found)

    def open(self, path: str) -> io.BufferedReader:
        """Open a file for reading at any place."""
        system, there = self._at(path)
        length = int(system.getFileStatus(there).getLen())
        return io.BufferedReader(_HadoopFile(self._jvm, system.open(there), length))

    def sha256(self, path: str) -> str:
        """Return the digest of a file's bytes, in hexadecimal."""
        system, there = self._at(path)
        stream = system.open(there)
        try:
            return str(self._jvm.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream))
        finally:
            stream.close()

    def fetch(self, path: str, to: Path) -> None:
        """Copy a file to this machine."""
        system, there = self._at(path)
        system.copyToLocalFile(False, there, self._path(f"file://{to.resolve()}"), True)

    def put(self, file: Path, directory: str) -> None:
        """Copy a file of this machine into a new directory."""
        system, there = self._at(directory)
        system.mkdirs(there)
        system.copyFromLocalFile(False, True, self._path(f"file://{file.resolve()}"), there)

    def remove(self, directory: str) -> None:
        """Remove a directory with all that is in it."""
        system, there = self._at(directory)
        system.delete(there, True)

    def _at(self, path: str) -> tuple[Any, Any]:
        there = self._path(path)
        return there.getFileSystem(self._settings), there

    def _path(self, path: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(path)


class _HadoopFile(io.RawIOBase):
    """One file as Python reads files."""

    def __init__(self, jvm: Any, stream: Any, length: int) -> None:
        self._read = jvm.org.apache.commons.io.IOUtils.readFully
        self._stream = stream
        self._length = length
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._length}[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        wanted = min(len(room), self._length - self._place)
        if wanted <= 0:
            return 0
        self._stream.seek(self._place)
        room[:wanted] = self._read(self._stream, wanted)
        self._place += wanted
        return wanted

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
