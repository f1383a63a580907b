"""The files of a repository out of one archive, instead of a call for each.

Nothing is unpacked: of the archive only bytes are taken, and whoever keeps them knows the names
from elsewhere. What an archive may say (paths that lead out, links, devices) has no effect.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Collection, Iterator
from typing import Any, Protocol, Self

from kurosai import deadline
from kurosai.errors import Unavailable

MOST_BYTES = 1024 * 1024 * 1024
MOST_MEMBERS = 400_000
MOST_NAME = 1024 * 1024
_CHUNK = 65_536
_OF_NAMES = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)


class Source(Protocol):
    """What gives compressed bytes; none at the end."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        ...


def files(source: Source, paths: Collection[str], *, most: int) -> Iterator[tuple[str, bytes]]:
    """Path below the archive's one folder, and bytes of each wanted file up to `most` bytes,
    for as long as `paths` is not empty: the caller may take out what it has.

    Of a symbolic link, where it points, as Git keeps it. Raises Unavailable for what is no
    archive, breaks off or is too large. Files may be missing: an archive leaves out what the
    repository marks so.
    """
    unzipped: Any = _Unzipped(source)
    try:
        with tarfile.open(fileobj=unzipped, mode="r|", tarinfo=_Header) as archive:
            for number, member in enumerate(archive):
                deadline.remaining(doing="reading the archive of the repository")
                if number > MOST_MEMBERS:
                    raise _too_large()
                if not paths:
                    return
                path = member.name.partition("/")[2]
                if path not in paths:
                    continue
                if member.issym():
                    yield path, member.linkname.encode("utf-8", "surrogateescape")
                elif member.isreg() and member.size <= most:
                    stream = archive.extractfile(member)
                    assert stream is not None
                    yield path, stream.read()
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise Unavailable(
            f"The archive of the repository cannot be read ({type(error).__name__}).", "Try again."
        ) from None


class _Header(tarfile.TarInfo):
    """A header whose own text is bounded: tarfile keeps a long name whole, however long."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """As tarfile reads it. Raises Unavailable for a name that no repository has."""
        header = super().frombuf(buf, encoding, errors)
        if header.type in _OF_NAMES and header.size > MOST_NAME:
            raise _too_large()
        return header


class _Unzipped:
    """What a gzip stream holds, bounded: a small archive may unpack to any size."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._unzip = zlib.decompressobj(wbits=31)
        self._given = 0

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer only at the end."""
        parts: list[bytes] = []
        left = size
        while left > 0 and not self._unzip.eof:
            packed = self._unzip.unconsumed_tail or self._source.read(_CHUNK)
            if not packed:
                raise EOFError
            part = self._unzip.decompress(packed, left)
            left -= len(part)
            parts.append(part)
        data = b"".join(parts)
        self._given += len(data)
        if self._given > MOST_BYTES:
            raise _too_large()
        return data


def _too_large() -> Unavailable:
    return Unavailable(
        f"The repository is larger than {MOST_BYTES // 2**30} GiB or {MOST_MEMBERS} files.",
        "Keep the runbooks in a repository of their own, or name their folder.",
    )
