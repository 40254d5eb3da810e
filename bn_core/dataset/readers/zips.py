"""An entry of a zip, unpacked no further than the archive says that it goes."""

from __future__ import annotations

import zipfile
from typing import IO

# The others are unpacked whole before a byte is read of them, however much that is.
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def opened_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    """Open an entry whose every read is bounded; BadZipFile for a compression that knows no bound."""
    if entry.compress_type not in _BOUNDED:
        raise zipfile.BadZipFile("is packed in a way that tells its size too late: deflate is read, bzip2 and LZMA are not")
    return archive.open(entry)


def unpacked_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, any_compression: bool = False) -> bytes:
    """Return the bytes of an entry; BadZipFile where they are others, or more, than the archive says."""
    with archive.open(entry) if any_compression else opened_entry(archive, entry) as file:
        # With no size to read, zipfile would unpack all that comes and cut it afterwards.
        return file.read(entry.file_size)
