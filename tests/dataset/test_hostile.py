"""A file is data, never code, and never more than was agreed to: each of these is a right result or one clear sentence."""

from __future__ import annotations

import errno
import io
import os
import pickle
import struct
import tarfile
import zipfile
import zlib

import numpy as np
import pytest

from bn_core.dataset.readers import archives
from bn_core.dataset.sources import files_in
from tests.dataset.conftest import noise, saved


class Harmful:
    """What unpickles to a file that should not be there."""

    def __init__(self, file):
        self.file = str(file)

    def __reduce__(self):
        return os.mkdir, (self.file,)


def only_sentence(said, *words):
    assert said.status == 1
    lines = said.errors.strip().splitlines()
    assert lines[-1] == "error: nothing could be read"
    assert len(lines) == 2, said.errors
    for word in words:
        assert word in lines[0]


@pytest.mark.parametrize("packed", [False, True])
def test_a_pickle_in_an_array_is_not_opened(ask, tmp_path, packed):
    array = np.array([Harmful(tmp_path / "harm")], object)
    if packed:
        np.savez(tmp_path / "x.npz", x=array)
    else:
        np.save(tmp_path / "x.npy", array, allow_pickle=True)
    only_sentence(ask(tmp_path / ("x.npz" if packed else "x.npy")), "Python objects", "pickle")
    assert not (tmp_path / "harm").exists()


def test_a_pickle_under_the_name_of_an_array_is_not_opened(ask, tmp_path):
    (tmp_path / "x.npy").write_bytes(pickle.dumps(Harmful(tmp_path / "harm")))
    only_sentence(ask(tmp_path / "x.npy"), "x.npy is damaged")
    assert not (tmp_path / "harm").exists()


def test_a_zarr_whose_codec_unpickles_is_not_opened(ask, tmp_path):
    zarr = pytest.importorskip("zarr")
    store = zarr.create_array(str(tmp_path / "x.zarr"), shape=(4,), chunks=(4,), dtype="f8", zarr_format=2, compressors=None)
    store[:] = 1.0
    description = tmp_path / "x.zarr" / ".zarray"
    description.write_text(description.read_text().replace('"filters": null', '"filters": [{"id": "pickle", "protocol": 5}]'))
    assert "pickle" in description.read_text()
    for chunk in (tmp_path / "x.zarr").glob("[0-9]*"):
        chunk.write_bytes(pickle.dumps(Harmful(tmp_path / "harm")))
    only_sentence(ask(tmp_path / "x.zarr"), "x.zarr")
    assert not (tmp_path / "harm").exists()


def test_postscript_is_not_run(ask, tmp_path):
    (tmp_path / "x.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n")
    only_sentence(ask(tmp_path / "x.png"), "is no image that Pillow knows")


def test_194_kb_that_would_become_200_mb_are_refused_and_counted_where_that_is_allowed(ask, tmp_path):
    np.savez_compressed(tmp_path / "x.npz", x=np.zeros(25_000_000))
    only_sentence(ask(tmp_path / "x.npz"), "200,000,1", "times its 194,", "--most-ratio")
    assert ask(tmp_path / "x.npz", "--most-ratio", "2000").of_all("count") == [25_000_000]


def test_a_compressed_tar_that_becomes_too_much_is_stopped(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_HARMLESS_BYTES", 1_000_000)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        for i in range(3):
            entry = tarfile.TarInfo(f"{i}.bin")
            entry.size = 500_000
            archive.addfile(entry, io.BytesIO(bytes(entry.size)))
    only_sentence(ask(tmp_path / "x.tar.gz"), "would become", "--most-ratio")


def test_an_image_of_too_many_pixels_is_not_decoded(ask, tmp_path):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    (tmp_path / "x.png").write_bytes(png)
    only_sentence(ask(tmp_path / "x.png"), "pixels")


def test_names_that_point_outside_are_read_and_nothing_is_written(ask, tmp_path):
    inside = tmp_path / "inside"
    image = saved(tmp_path / "source", "a.png", noise(4, 4, 3)).read_bytes()
    inside.mkdir()
    with zipfile.ZipFile(inside / "x.zip", "w") as archive:
        archive.writestr("../../evil.png", image)
        archive.writestr("/tmp/evil.png", image)
    with tarfile.open(inside / "y.tar", "w") as archive:
        entry = tarfile.TarInfo("../evil.png")
        entry.size = len(image)
        archive.addfile(entry, io.BytesIO(image))
        link = tarfile.TarInfo("link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    (table,) = ask(inside).tables.values()
    assert table["samples"] == 3
    assert sorted(file.name for file in inside.iterdir()) == ["x.zip", "y.tar"]
    assert not list(tmp_path.glob("**/evil.png"))


def cut(data, share=0.6):
    return data[: int(len(data) * share)]


@pytest.mark.parametrize("name", ["x.png", "x.jpg", "x.npy", "x.npz", "x.zip", "x.tar.gz", "x.parquet", "x.gif", "x.tif"])
@pytest.mark.parametrize("how", ["cut off", "empty", "noise"])
def test_what_is_damaged_is_named_with_its_reason(ask, tmp_path, name, how):
    good = tmp_path / "good" / name
    image = saved(tmp_path / "good", "a.png", noise(40, 40, 3))
    if name in ("x.png", "x.jpg", "x.gif", "x.tif"):
        saved(tmp_path / "good", name, noise(40, 40, 3))
    elif name == "x.npy":
        np.save(good, np.arange(1000.0))
    elif name == "x.npz":
        np.savez_compressed(good, x=np.random.default_rng(0).normal(size=1000))
    elif name == "x.zip":
        with zipfile.ZipFile(good, "w") as archive:
            archive.write(image)
    elif name == "x.tar.gz":
        with tarfile.open(good, "w:gz") as archive:
            archive.add(image)
    else:
        pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(pa.table({"a": np.arange(1000.0)}), good)
    broken = {"cut off": cut(good.read_bytes()), "empty": b"", "noise": np.random.default_rng(1).bytes(3000)}[how]
    (tmp_path / name).write_bytes(broken)
    only_sentence(ask(tmp_path / name), name)


def test_a_damaged_member_of_an_archive_is_named_and_the_others_are_counted(ask, tmp_path):
    image = saved(tmp_path, "a.png", noise(40, 40, 3)).read_bytes()
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("good.png", image)
        archive.writestr("bad.png", cut(image))
        archive.writestr("text.txt", "text")
    data = bytearray((tmp_path / "x.zip").read_bytes())
    said = ask(tmp_path / "x.zip")
    assert [(s["name"].rsplit("/", 1)[-1]) for s in said.answer["skipped"]] == ["bad.png"]
    assert said.of_all("count") == [1600] * 3
    data[data.index(b"IDAT") + 50] ^= 1  # the zip's own sum of the first no longer holds
    (tmp_path / "x.zip").write_bytes(data)
    only_two = ask(tmp_path / "x.zip")
    assert only_two.status == 1
    assert len(only_two.errors.splitlines()) == 3


def test_a_folder_that_leads_back_to_itself_is_read_once_and_a_pipe_is_not_waited_for(ask, tmp_path):
    saved(tmp_path / "b" / "c", "deep.png", noise(1))
    saved(tmp_path / "a", "one.png", noise(2))
    saved(tmp_path, "z.png", noise(3))
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "b" / "pipe.png")
    assert list(files_in(str(tmp_path))) == ["z.png", "a/one.png", "b/c/deep.png"]
    (table,) = ask(tmp_path).tables.values()
    assert table["samples"] == 3


def test_a_folder_that_may_not_be_read_is_named(ask, tmp_path, monkeypatch):
    saved(tmp_path, "one.png", noise(1))
    (tmp_path / "closed").mkdir()
    real = os.scandir  # the permissions of a folder do not bind root

    def scandir(folder):
        if folder.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", folder)
        return real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    said = ask(tmp_path)
    assert said.errors == f"{tmp_path}/closed may not be read\n"
    assert len(said.answer["skipped"]) == 1


def test_an_array_that_is_shorter_than_it_says_is_not_read_beyond_its_end(ask, tmp_path):
    np.save(tmp_path / "x.npy", np.arange(5000.0))
    (tmp_path / "x.npy").write_bytes((tmp_path / "x.npy").read_bytes()[:-8])
    only_sentence(ask(tmp_path / "x.npy"), "is cut off")


def test_a_table_with_nan_text_and_a_constant(ask, tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {"a": [1.0, None, float("nan"), 3.0], "text": ["x"] * 4, "same": [5, 5, 5, 5], "yes": [True, False, None, True]}
    parquet.write_table(pa.table(columns), tmp_path / "x.parquet")
    said = ask(tmp_path / "x.parquet")
    assert said.of_all("name") == ["a", "same", "yes"]
    assert said.of_all("count") == [2, 4, 3]
    assert said.of_all("mean") == [2.0, 5.0, pytest.approx(2 / 3)]
    assert said.of_all("std")[1] == 0
    assert said.of_all("not_finite") == [2, 0, 1]
    assert said.answer["notes"] == {"column 'text' holds string, left out": 1}


def test_one_row_has_no_unbiased_deviation(ask, tmp_path):
    np.save(tmp_path / "x.npy", np.array([[1.0, 2.0]]))
    said = ask(tmp_path / "x.npy")
    assert said.of_all("mean") == [1.0, 2.0]
    assert said.of_all("unbiased_std") == [None, None]


@pytest.mark.parametrize(
    "array", [np.array(["a"]), np.array([1j]), np.zeros((0, 3)), np.array(["2026"], "M8"), np.zeros((9, 5, 6, 7))]
)
def test_an_array_that_has_no_channels_of_numbers_is_refused_with_the_reason(ask, tmp_path, array):
    np.save(tmp_path / "x.npy", array)
    only_sentence(ask(tmp_path / "x.npy"), "x.npy ")
