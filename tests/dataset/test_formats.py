"""Each kind of file gives the mean and the standard deviation of what was written, to 1e-12."""

from __future__ import annotations

import tarfile
import zipfile

import numpy as np
import pytest

from bn_core.dataset.readers import arrays
from tests.dataset.conftest import noise, saved, statistics

pytestmark = pytest.mark.usefixtures("small_chunks")


def check(said, x, axis, scale=1.0):
    assert said.status == 0, said.errors
    mean, deviation = statistics(x, axis)
    np.testing.assert_allclose(said.of_all("mean"), (mean / scale).astype(float), rtol=1e-12)
    np.testing.assert_allclose(said.of_all("std"), (deviation / scale).astype(float), rtol=1e-12)
    assert said.of_all("count") == [x.size // x.shape[axis]] * x.shape[axis]


@pytest.fixture
def pictures(tmp_path):
    pixels = noise(40, 8, 6, 3)
    for i, one in enumerate(pixels):
        saved(tmp_path / "images" / f"class {i % 3}", f"{i}.png", one)
    return tmp_path / "images", pixels


def values(dtype="f4"):
    return np.random.default_rng(5).normal(7, 3, (50, 9, 11, 3)).astype(dtype)


def test_a_folder_of_images(ask, pictures):
    folder, pixels = pictures
    check(ask(folder), pixels, -1, 255)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_of_images(ask, pictures, tmp_path, compression):
    folder, pixels = pictures
    with zipfile.ZipFile(tmp_path / "all.zip", "w", compression) as archive:
        for file in folder.rglob("*.png"):
            archive.write(file, file.relative_to(folder))
    check(ask(tmp_path / "all.zip"), pixels, -1, 255)


@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz", "all.tgz", "all.tar.xz"])
def test_a_tar_of_images_and_arrays(ask, pictures, tmp_path, name):
    folder, pixels = pictures
    np.save(tmp_path / "x.npy", values())
    with tarfile.open(tmp_path / name, {"all.tar": "w", "all.tar.xz": "w:xz"}.get(name, "w:gz")) as archive:
        archive.add(folder)
        archive.add(tmp_path / "x.npy", "x.npy")
    said = ask(tmp_path / name)
    of_images = said.tables["images of 8 bits, colour"]["channels"]
    np.testing.assert_allclose([c["mean"] * 255 for c in of_images], pixels.mean(axis=(0, 1, 2)), rtol=1e-12)
    of_array = said.tables["x: float32, 3 channels along axis 3 of 4"]["channels"]
    np.testing.assert_allclose([c["mean"] for c in of_array], statistics(values(), -1)[0].astype(float), rtol=1e-12)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8", "i4", "u1"])
def test_an_npy(ask, tmp_path, dtype, order):
    x = np.asarray(np.abs(values()).astype(dtype), order=order)
    np.save(tmp_path / "x.npy", x)
    check(ask(tmp_path / "x.npy"), x, -1, 255 if dtype == "u1" else 1)


@pytest.mark.parametrize("shape", [(3, 50_000), (2, 3, 30_000), (60_000,)])
def test_an_npy_whose_samples_are_larger_than_a_chunk(ask, tmp_path, shape):
    x = np.random.default_rng(6).normal(1, 2, shape)
    np.save(tmp_path / "x.npy", x)
    axis = len(shape) - 2
    said = ask(tmp_path / "x.npy", "--channel-axis", axis if len(shape) > 1 else "none")
    check(said, x if len(shape) > 1 else x[np.newaxis], max(axis, 0))


def test_channels_first(ask, tmp_path):
    x = np.moveaxis(values(), -1, 1)
    np.save(tmp_path / "x.npy", x)
    check(ask(tmp_path / "x.npy"), x, 1)
    check(ask(tmp_path / "x.npy", "--channels-first"), x, 1)
    check(ask(tmp_path / "x.npy", "--channels-last"), x, 3)
    check(ask(tmp_path / "x.npy", "--channel-axis", "-2"), x, 2)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_npz_has_a_table_for_each_array(ask, tmp_path, save, monkeypatch):
    monkeypatch.setattr(arrays, "_STREAMED_BYTES", 1 << 12)
    x, y = values(), np.arange(50)
    save(tmp_path / "all.npz", x=x, y=y)
    both = ask(tmp_path / "all.npz").tables
    assert sorted(both) == ["x: float32, 3 channels along axis 3 of 4", "y: int64, all values together"]
    check(ask(tmp_path / "all.npz", "--only", "x"), x, -1)


def test_a_folder_of_npy_files_is_one_table(ask, tmp_path):
    x = values()
    for i, one in enumerate(x):
        np.save(tmp_path / f"{i}.npy", one)
    check(ask(tmp_path), x, -1)


@pytest.mark.parametrize("rows", [10, 2000])  # in one chunk, and in several
def test_arrays_with_different_numbers_of_channels_have_a_table_each(ask, tmp_path, rows):
    narrow, wide = np.random.default_rng(9).normal(size=(rows, 1)), np.random.default_rng(9).normal(size=(rows, 4))
    np.save(tmp_path / "a.npy", narrow)
    np.save(tmp_path / "b.npy", wide)
    np.save(tmp_path / "c.npy", wide)
    said = ask(tmp_path)
    assert said.errors == ""
    assert {name: (table["samples"], len(table["channels"])) for name, table in said.tables.items()} == {
        "float64, 1 channel along axis 1 of 2": (1, 1),
        "float64, 4 channels along axis 1 of 2": (2, 4),
    }


def test_parquet(ask, tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    x = np.random.default_rng(7).normal(3, 2, (1000, 2))
    names = ["width", "height"]
    parquet.write_table(pa.table(dict(zip(names, x.T, strict=True))), tmp_path / "x.parquet", row_group_size=300)
    said = ask(tmp_path / "x.parquet")
    check(said, x, 1)
    assert said.of_all("name") == names
    check(ask(tmp_path / "x.parquet", "--only", "height"), x[:, 1:], 1)


@pytest.mark.parametrize("version", [2, 3])
def test_zarr(ask, tmp_path, version):
    zarr = pytest.importorskip("zarr")
    x = values()
    store = zarr.create_array(str(tmp_path / "x.zarr"), shape=x.shape, chunks=(7, 9, 5, 2), dtype=x.dtype, zarr_format=version)
    store[:] = x
    check(ask(tmp_path / "x.zarr"), x, -1)


def test_a_zarr_group_has_a_table_for_each_array(ask, tmp_path):
    zarr = pytest.importorskip("zarr")
    group = zarr.open_group(str(tmp_path / "data" / "all.zarr"), mode="w")
    group.create_array("train/x", shape=(9, 4), dtype="f8")[:] = np.arange(36.0).reshape(9, 4)
    group.create_array("y", shape=(9,), dtype="i8")[:] = np.arange(9)
    assert len(ask(tmp_path / "data").tables) == 2
    assert ask(tmp_path / "data", "--only", "y").of_all("mean") == [4.0]


@pytest.mark.parametrize("name", ["x.npy", "x.npz", "x.zip", "x.parquet", "images"])
def test_an_address_is_read_like_a_path(ask, tmp_path, name, pictures):
    pytest.importorskip("fsspec")
    if name.startswith("x."):
        x = np.random.default_rng(8).normal(3, 2, (5000, 3))
        np.save(tmp_path / "x.npy", x)
        np.savez(tmp_path / "x.npz", x=x)
        np.savez_compressed(tmp_path / "packed.npz", x=x)
        (tmp_path / "packed.npz").rename(tmp_path / "x.zip")
        if name == "x.parquet":
            pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
            parquet.write_table(pa.table({c: x[:, i] for i, c in enumerate("abc")}), tmp_path / "x.parquet")
    there, here = ask(f"file://{tmp_path / name}"), ask(tmp_path / name)
    assert (there.status, there.tables) == (0, here.tables)


def test_several_paths_are_one_data_set(ask, tmp_path):
    x = values()
    np.save(tmp_path / "a.npy", x[:20])
    np.save(tmp_path / "b.npy", x[20:])
    check(ask(tmp_path / "a.npy", tmp_path / "b.npy"), x, -1)
