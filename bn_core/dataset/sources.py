"""Files on this machine, and those at an address (s3://…), which fsspec reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Any

# What the file systems of fsspec call the version of a file, or when it was changed.
_VERSIONS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "created")


class MissingPackageError(RuntimeError):
    """A package that is needed for this kind of file is not installed."""


def is_address(source: str) -> bool:
    """Return whether a source is read by fsspec."""
    return "://" in source


def opened(source: str) -> IO[bytes]:
    """Return a source opened to be read and searched."""
    if not is_address(source):
        return open(source, "rb")
    file: IO[bytes] = _file_system(source).open(source, "rb")
    return file


def size_of(source: str) -> int:
    """Return how many bytes a source has."""
    return int(_file_system(source).size(source)) if is_address(source) else os.path.getsize(source)


def changed(source: str) -> str:
    """Return what tells one state of a source from another: size and time of change, of a Zarr store those of each file."""
    if is_address(source):
        system = _file_system(source)
        information = system.info(source)
        found = system.find(source, detail=True) if information["type"] == "directory" else {"": information}
        versions = {name: next(filter(None, map(found[name].get, _VERSIONS)), None) for name in found}
        return repr([(name, found[name].get("size"), versions[name]) for name in sorted(found)])
    if not os.path.isdir(source):
        return _changed_here(source)
    files = [os.path.join(folder, name) for folder, _folders, names in os.walk(source) for name in names]
    return repr([(name, _changed_here(name)) for name in sorted(files)])


def _changed_here(file: str) -> str:
    status = os.stat(file)
    return f"{status.st_size} {status.st_mtime_ns}"


def is_folder(source: str) -> bool:
    """Return whether a source is a folder."""
    return bool(_file_system(source).isdir(source)) if is_address(source) else os.path.isdir(source)


def exists(source: str) -> bool:
    """Return whether there is such a source."""
    return bool(_file_system(source).exists(source)) if is_address(source) else os.path.exists(source)


def files_in(folder: str) -> Iterator[str]:
    """Return the files in a folder and its folders, as paths from there, in one order.

    A Zarr store is one of them, and so is a folder that may not be read.
    """
    if is_address(folder):
        yield from _files_at(folder)
        return
    yield from _files_below(folder, "")


_MARKS = ("zarr.json", ".zarray", ".zgroup")


def is_zarr(folder: str) -> bool:
    """Return whether a folder is a Zarr store."""
    return any(exists(f"{folder.rstrip('/')}/{name}") for name in _MARKS)


def on_any_machine(source: str) -> str:
    """Return a source as another process has it, which may be in another folder."""
    return source if is_address(source) else os.path.abspath(source)


def joined(folder: str, name: str) -> str:
    """Return the source of a file in a folder."""
    return f"{folder.rstrip('/')}/{name}"


def _files_below(folder: str, below: str) -> Iterator[str]:
    """Return a folder's own files, whose kind its entries tell without a look at each, and then those of its folders.

    A folder that this user may not read is returned as it is.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except PermissionError:
        yield below.rstrip("/")
        return
    folders = [entry for entry in found if entry.is_dir()]
    stores = {entry.name for entry in folders if is_zarr(entry.path)}
    yield from (below + entry.name for entry in found if entry.name in stores or entry.is_file())  # a pipe would be waited for
    for entry in folders:
        if entry.name not in stores and not entry.is_symlink():  # which may lead round in a circle
            yield from _files_below(entry.path, f"{below}{entry.name}/")


def _files_at(folder: str) -> Iterator[str]:
    system = _file_system(folder)
    root = str(system._strip_protocol(folder)).rstrip("/")
    marks = tuple(f"/{name}" for name in _MARKS)
    names = [name[len(root) + 1 :] for name in sorted(system.find(root))]
    stores = sorted({name.rsplit("/", 1)[0] for name in names if f"/{name}".endswith(marks) and "/" in name})
    top = [store for store in stores if not any(store.startswith(f"{other}/") for other in stores)]
    yield from (name for name in names if not any(name.startswith(f"{store}/") for store in top))
    yield from top


def _file_system(source: str) -> Any:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingPackageError(f"{source} needs fsspec: pip install -r requirements-dask.txt") from None
    try:
        return url_to_fs(source)[0]
    except (ImportError, ValueError) as error:  # each kind of address has a package of its own, and some have none
        raise MissingPackageError(f"{source} cannot be opened: {error}") from None
