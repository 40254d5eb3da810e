"""Somebody's files: each kind becomes the right images or one clear sentence; nothing runs, and nothing fills the memory."""

from __future__ import annotations

import io
import pickle
import struct
import tracemalloc
import warnings
import zipfile
import zlib

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from PIL import Image

from bn_view.data.files import pictures
from bn_view.data.files.content import MOST_BYTES, UnreadableError
from bn_view.data.files.reading import read, read_numbers

RANDOM = np.random.default_rng(8)
PIXELS = RANDOM.integers(0, 256, (80, 100, 3), np.uint8)
SMALL = RANDOM.integers(0, 256, (8, 9, 3), np.uint8)


def picture(pixels, kind="PNG", mode=None, **options):
    file = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(file, kind, **options)
    return file.getvalue()


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def zipped(entries, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def parquet(frame):
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue()


def header_of_npy(text):
    text = text.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_says(width, height):
    """A PNG whose header promises more pixels than it has."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")


def animated(kind, **options):
    frames = [Image.fromarray(np.roll(SMALL, shift, 0)) for shift in range(3)]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], **options)
    return file.getvalue()


def locked_zip():
    data = bytearray(zipped({"a.png": picture(SMALL)}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption, in both headers
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def lying_zip(entries, compression=zipfile.ZIP_DEFLATED):
    """A zip whose lists say that each entry is 1,000 bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    lying = bytearray(file.getvalue())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lying.find(signature)
        while at >= 0:
            lying[at + offset : at + offset + 4] = struct.pack("<I", 1000)
            at = lying.find(signature, at + 4)
    return bytes(lying)


def dictionary_bomb():
    """A Parquet file of which one string stands in 20,000 rows, and becomes gigabytes when it is unpacked."""
    column = pyarrow.DictionaryArray.from_arrays(np.zeros(20_000, np.int32), ["x" * 100_000])
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"text": column, "n": np.arange(20_000)}), file)
    return file.getvalue()


class Evil:
    def __reduce__(self):
        return (pytest.fail, ("a file was run as code",))


TABLE = pd.DataFrame({"name": ["a", "b", "c"], "x": [1.0, 2.0, 4.0], "y": [3, 5, 9]})
EXIF = Image.Exif()
EXIF[0x0112] = 6  # turned by a quarter
GREY16 = Image.fromarray(np.arange(72, dtype=np.uint16).reshape(8, 9) * 900)
# What becomes images, and of which shape.
GOOD = {
    "photo.png": (picture(PIXELS), (1, 64, 64, 3)),
    "photo.jpg": (picture(PIXELS, "JPEG"), (1, 64, 64, 3)),
    "photo.webp": (picture(PIXELS, "WEBP"), (1, 64, 64, 3)),
    "small.png": (picture(SMALL), (1, 8, 9, 3)),
    "large.jpg": (lambda: picture(np.zeros((3000, 4000, 3), np.uint8), "JPEG"), (1, 64, 64, 3)),
    "grey.png": (picture(SMALL, mode="L"), (1, 8, 9, 1)),
    "ink.png": (picture(SMALL, mode="1"), (1, 8, 9, 1)),
    "grey-16-bit.png": (picture(GREY16), (1, 8, 9, 1)),
    "palette.png": (picture(SMALL, mode="P"), (1, 8, 9, 3)),
    "transparent.png": (picture(SMALL, mode="RGBA"), (1, 8, 9, 3)),
    "cmyk.jpg": (picture(SMALL, "JPEG", mode="CMYK"), (1, 8, 9, 3)),
    "turned.jpg": (picture(SMALL, "JPEG", exif=EXIF), (1, 9, 8, 3)),
    "animated.gif": (animated("GIF"), (3, 8, 9, 3)),
    "animated.webp": (animated("WEBP", lossless=True), (3, 8, 9, 3)),
    "one-pixel.png": (picture(SMALL[:1, :1]), (1, 1, 1, 3)),
    "wrongly-named.csv": (picture(SMALL), (1, 8, 9, 3)),
    "한글 이름.png": (picture(SMALL), (1, 8, 9, 3)),
    "photos.zip": (zipped({f"{n}.png": picture(SMALL) for n in range(4)}), (4, 8, 9, 3)),
    "paths.zip": (zipped({"../../etc/x.png": picture(SMALL), "/root/y.png": picture(SMALL)}), (2, 8, 9, 3)),
    "한글.zip": (zipped({"사진/고양이.png": picture(SMALL), "__MACOSX/._a.png": b"junk"}), (1, 8, 9, 3)),
    "half.zip": (zipped({"a.png": picture(SMALL), "b.png": picture(SMALL)[:60], "read.me": b"x"}), (1, 8, 9, 3)),
    "last.npy": (npy(RANDOM.random((20, 8, 8, 3))), (20, 8, 8, 3)),
    "first.npy": (npy(RANDOM.random((20, 3, 8, 9))), (20, 8, 9, 3)),
    "grey.npy": (npy(RANDOM.random((5, 8, 9))), (5, 8, 9, 1)),
    "rows.npy": (npy(RANDOM.random((30, 5))), (30, 1, 1, 5)),
    "numbers.npy": (npy(np.arange(12)), (12, 1, 1, 1)),
    "fortran.npy": (npy(np.asfortranarray(RANDOM.random((6, 4, 4, 1)))), (6, 4, 4, 1)),
    "bools.npy": (npy(RANDOM.random((6, 4, 4)) > 0.5), (6, 4, 4, 1)),
    "halves.npy": (npy(RANDOM.random((6, 4, 4)).astype(np.float16)), (6, 4, 4, 1)),
    "large-images.npy": (npy(np.zeros((2, 224, 224, 3), np.uint8)), (2, 64, 64, 3)),
    "many.npy": (npy(np.zeros((3000, 2, 2, 1), np.uint8)), (1024, 2, 2, 1)),
    "constant.npy": (npy(np.full((4, 2, 2, 1), 7.0)), (4, 2, 2, 1)),
    "names-first.npz": (npz(names=np.array(["a", "b"]), pics=RANDOM.random((5, 3, 3))), (5, 3, 3, 1)),
    "words-as-x.npz": (npz(x=np.array(["a", "b"]), pics=RANDOM.random((5, 3, 3))), (5, 3, 3, 1)),
    "arrays.npz": (npz(labels=np.arange(6), images=RANDOM.random((6, 4, 4))), (6, 4, 4, 1)),
    "table.csv": (TABLE.to_csv(index=False).encode(), (3, 1, 1, 2)),
    "엑셀.csv": ("이름,값\n가,1\n나,2\n".encode("cp949"), (2, 1, 1, 1)),
    "with-mark.csv": (b"\xef\xbb\xbfx;y\n1;2\n3;4\n", (2, 1, 1, 2)),
    "no-head.csv": (b"1,2\n3,4\n5,6\n", (3, 1, 1, 2)),
    "gap-in-first-row.csv": (b"1,,3\n4,5,6\n7,8,9\n", (2, 1, 1, 3)),
    "blank-line-first.csv": (b"\n  \r\n1,2\n3,4\n", (2, 1, 1, 2)),
    "blank-line-and-head.csv": (b"\nx,y\n1,2\n3,4\n", (2, 1, 1, 2)),
    "quoted.csv": (b'"1","2"\n"3", "4"\n5,6\n', (3, 1, 1, 1)),
    "years-in-head.csv": (b"name,2025,2026\na,1,2\nb,3,4\n", (2, 1, 1, 2)),
    "totals.csv": (b"x,y\n" + b"1,2\n" * 1024 + b"total,total\n", (1024, 1, 1, 2)),
    "totals-in-words.csv": (b"1,2\n" * 1024 + b"in all, 1024, 2048\n", (1024, 1, 1, 2)),
    "gaps.csv": (b"x,y\n1,2\n3,\n5,6\n7,nan\n9,inf\n", (2, 1, 1, 2)),
    "table.tsv": (b"x\ty\n1\t2\n3\t4\n", (2, 1, 1, 2)),
    "table.parquet": (parquet(TABLE), (3, 1, 1, 2)),
    "dictionary.parquet": (dictionary_bomb, (1024, 1, 1, 1)),
}
# What cannot be, and the words of the sentence that says so.
BAD = {
    "nothing.png": (b"", "is empty"),
    "nothing.csv": (b"", "is empty"),
    "words.png": (b"not a picture", "is no picture"),
    "cut.png": (picture(PIXELS)[:900], "is damaged"),
    "cut.jpg": (picture(PIXELS, "JPEG")[:400], "is damaged"),
    "cut.gif": (animated("GIF")[:60], "is damaged"),
    "head-only.png": (b"\x89PNG\r\n\x1a\n", "is damaged"),
    "bomb.png": (png_that_says(60_000, 60_000), "million pixels|is damaged"),
    "wide.png": (png_that_says(30_000, 2_000), "million pixels"),
    "riff.webp": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "is damaged"),
    "cut.zip": (zipped({"a.png": picture(PIXELS)})[:500], "is damaged"),
    "empty.zip": (zipped({}), "no picture"),
    "texts.zip": (zipped({"a.txt": b"x"}), "no picture"),
    "all-damaged.zip": (zipped({"a.png": b"junk", "b.jpg": b"\xff\xd8\xff"}), "Every picture"),
    "locked.zip": (locked_zip(), "locked|damaged"),
    "bomb.zip": (lambda: zipped({"a.png": bytes(200_000_000)}), "too much"),
    "lying.zip": (lambda: lying_zip({"a.png": bytes(200_000_000)}), "Every picture"),
    "lying-bzip2.zip": (lambda: lying_zip({"a.png": bytes(200_000_000)}, zipfile.ZIP_BZIP2), "Every picture"),
    "lying.npz": (lambda: lying_zip({"x.npy": npy(np.zeros(20_000_000))}), "is damaged"),
    "lying-bzip2.npz": (lambda: lying_zip({"x.npy": npy(np.zeros(20_000_000))}, zipfile.ZIP_BZIP2), "is damaged"),
    "huge.npy": (npy(np.array([1.0, 1e200])), "beyond 1e150"),
    "features-of-pixels.npy": (npy(np.zeros((2, 60, 60, 16), np.uint8)), "57,600 values"),
    "many.zip": (lambda: zipped({f"{n}.png": b"" for n in range(6000)}), "too much"),
    "bomb.npz": (lambda: npz(x=np.zeros(25_000_000)), "too much"),
    "objects.npy": (npy(np.array([Evil()], object), allow_pickle=True), "real numbers"),
    "pickle.npy": (pickle.dumps(Evil()), "neither pictures nor"),
    "complex.npy": (npy(np.ones(4, complex)), "real numbers"),
    "words.npy": (npy(np.array(["a", "b"])), "real numbers"),
    "records.npy": (npy(np.zeros(3, [("a", "f4"), ("b", "i4")])), "real numbers"),
    "promise.npy": (header_of_npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 999), }\n"), "too much"),
    "cut.npy": (npy(np.zeros((30, 4)))[:300], "is damaged, or cut off"),
    "words.npz": (npz(names=np.array(["a", "b"])), "holds no array of numbers"),
    "code.npy": (header_of_npy("__import__('os').system('true')\n"), "is damaged"),
    "negative.npy": (header_of_npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 4), }\n"), "is damaged"),
    "nan.npy": (npy(np.array([1.0, np.nan, 3.0])), "NaN or infinity"),
    "infinite.npy": (npy(np.array([1.0, np.inf, 3.0])), "NaN or infinity"),
    "one.npy": (npy(np.ones((1, 4))), "at least 2"),
    "none.npy": (npy(np.ones((0, 4, 4, 1))), "at least 2"),
    "five.npy": (npy(np.ones((2, 2, 2, 2, 2))), "1 to 4 axes"),
    "scalar.npy": (npy(np.float64(3)), "1 to 4 axes"),
    "deep.npy": (npy(np.ones((2, 99, 99, 70))), "channels or columns"),
    "nothing.npz": (npz(), "no picture|no array"),
    "text.csv": (b"a,b\nx,y\nz,w\n", "at least 2 rows"),
    "one-row.csv": (b"a,b\n1,2\n", "at least 2 rows"),
    "all-gaps.csv": (b"a,b\n1,\n,2\n", "at least 2 rows"),
    "one-long-word.csv": (b"x" * 200_000, "neither pictures nor"),
    "ragged.csv": (b"a,b\n1,2\n1,2,3,4,5\n", "neither pictures nor"),
    "binary.bin": (bytes(range(256)), "neither pictures nor"),
    "cut.parquet": (parquet(TABLE)[:200], "is damaged"),
    "program.exe": (b"MZ\x90\x00" + bytes(range(128, 256)), "neither pictures nor"),
}


def made(data):
    """Return a file, which is made only where it is asked for if it takes long."""
    return data() if callable(data) else data


@pytest.mark.parametrize("name", GOOD)
def test_a_file_becomes_images(name):
    data, shape = GOOD[name]
    content = read([(name, made(data))])
    for images in content.ways.values():
        assert images.shape == shape
        assert np.isfinite(images.astype(float)).all()


@pytest.mark.parametrize("name", BAD)
def test_what_is_damaged_or_hostile_gets_one_sentence_and_takes_no_memory(name):
    file, words = BAD[name]
    data = made(file)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError, match=words):
            read([(name, data)])
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_string_that_stands_in_every_row_of_a_parquet_file_is_not_unpacked():
    before = pyarrow.total_allocated_bytes()
    most = pyarrow.default_memory_pool().max_memory()
    content = read([("bomb.parquet", dictionary_bomb())])
    assert content.ways["last"].shape == (1024, 1, 1, 1)
    assert pyarrow.default_memory_pool().max_memory() - max(most, before) < 50_000_000


# The code does not show how Pillow shrinks an array.
@pytest.mark.parametrize("name", [name for name in GOOD if not name.startswith(("large-images", "dictionary"))])
def test_the_code_that_is_shown_makes_the_same_images_of_the_file(name, tmp_path, monkeypatch):
    data = made(GOOD[name][0])
    (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    content = read([(name, data)])
    for way, images in content.ways.items():
        known = {}
        exec(content.code[way], known)
        np.testing.assert_array_equal(known["images"], images.astype(float))


def test_several_pictures_of_any_sizes_become_images_of_one_size():
    content = read([("a.png", picture(PIXELS)), ("b.png", picture(SMALL)), ("c.jpg", picture(PIXELS, "JPEG"))])
    assert {way: images.shape for way, images in content.ways.items()} == {"crop": (3, 8, 8, 3), "squeeze": (3, 8, 8, 3)}


@pytest.mark.parametrize(
    ("names", "saved_as"),
    [
        (["image.png"] * 3, ["image.png", "image (2).png", "image (3).png"]),
        (["a", "a (3)", "a"], ["a", "a (3)", "a (2)"]),
        (["a", "a", "a (2)"], ["a", "a (3)", "a (2)"]),
        (["{a}\n.png"] * 2, ["{a}\n.png", "{a}\n (2).png"]),
    ],
)
def test_photos_of_one_name_are_as_many_images_and_the_code_says_under_which_names_to_save_them(
    names, saved_as, tmp_path, monkeypatch
):
    files = [picture(np.roll(SMALL, shift)) for shift in range(len(names))]
    content = read(list(zip(names, files, strict=True)))
    assert content.ways["as_it_is"].shape == (len(names), 8, 9, 3)
    monkeypatch.chdir(tmp_path)
    for name, another, data in zip(names, saved_as, files, strict=True):
        (tmp_path / another).write_bytes(data)
        renamed = f"# Of the files called {name!r}, save the next as {another!r}.\n"
        assert (renamed in content.code["as_it_is"]) == (name != another)
    known = {}
    exec(content.code["as_it_is"], known)
    np.testing.assert_array_equal(known["images"], content.ways["as_it_is"].astype(float))


def test_a_zip_with_more_pictures_than_are_taken_says_so_and_calls_none_damaged():
    content = read([("many.zip", zipped({f"{n:04}.png": picture(SMALL[:1, :1]) for n in range(1030)}))])
    notes = [sentence.format(**words) for sentence, words in content.notes]
    assert notes == ["There are 1030 images: the first 1024 are taken."]


def test_no_more_pictures_are_decoded_than_are_taken(monkeypatch):
    decoded = []
    monkeypatch.setattr(pictures, "fitted", lambda picture, *_how: decoded.append(picture) or picture)
    frames = [Image.new("L", (2, 2), shade) for shade in range(200)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    content = read([("many.zip", zipped({f"{n}.gif": file.getvalue() for n in range(20)}))])
    assert content.ways["as_it_is"].shape == (1024, 2, 2, 3)
    assert len(decoded) == 1200  # whole files


def test_reading_changes_no_warning_of_the_process():
    before = list(warnings.filters)
    read([("a.png", picture(SMALL)), ("b.png", picture(PIXELS))])
    assert list(warnings.filters) == before


def test_pictures_and_a_table_together_are_refused():
    with pytest.raises(UnreadableError, match="one file of another kind"):
        read([("a.png", picture(SMALL)), ("t.csv", b"x\n1\n2\n")])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"n,x,y\na,1,2\nb,3,\nc,5,6\n", ["1 columns hold no numbers: left out.", "1 rows have gaps: left out."]),
        (b"1,,3\n4,5,6\n7,8,9\n", ["1 rows have gaps: left out."]),  # no header
        (b"x" + b"\n1" * 1024 + b"\ntotal", ["Only the first 1024 rows are taken."]),
        (b"1" + b"\n1" * 1023 + b"\n1,024,in all", ["Only the first 1024 rows are taken."]),
    ],
)
def test_what_was_left_out_is_said(data, expected):
    assert [sentence.format(**words) for sentence, words in read([("table.csv", data)]).notes] == expected


WIDE = pd.DataFrame(np.arange(200.0).reshape(2, 100)).add_prefix("x")


@pytest.mark.parametrize(("name", "data"), [("wide.csv", WIDE.to_csv(index=False).encode()), ("wide.parquet", parquet(WIDE))])
def test_a_table_of_more_columns_than_are_taken_says_so(name, data):
    content = read([(name, data)])
    assert content.ways["last"].shape == (2, 1, 1, 64)
    assert [sentence.format(**words) for sentence, words in content.notes] == ["Only the first 64 columns are taken."]


def test_channels_first_or_last_is_asked_where_the_shape_does_not_say():
    content = read([("x.npy", npy(RANDOM.random((5, 3, 8, 3))))])
    assert {way: images.shape for way, images in content.ways.items()} == {"last": (5, 3, 8, 3), "first": (5, 8, 3, 3)}


@pytest.mark.parametrize("text", ["70 80 65", "70, 80, 65", "70;80;65\n", " 70\t8e1 6.5e+1 "])
def test_typed_numbers_are_parted_by_spaces_commas_or_lines(text):
    assert read_numbers(text).ways["last"].ravel().tolist() == [70, 80, 65]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3", "there are 1"),
        ("1 2 x", "“x” is no number"),
        ("1 nan", "“nan” is no"),
        (" ".join("1" * 201), "there are 201"),
        ("1e999 2", "NaN or inf"),
    ],
)
def test_what_is_typed_and_no_number_gets_one_sentence(text, words):
    with pytest.raises(UnreadableError, match=words):
        read_numbers(text)


def test_of_large_images_so_many_are_taken_as_a_session_may_hold_in_all_ways_to_read_them():
    images = np.zeros((600, 65, 65, 3), np.uint8)
    content = read([("large.npy", npy(images))])
    assert set(content.ways) == {"last crop", "last squeeze"}
    assert content.nbytes <= MOST_BYTES
    assert len(content.ways["last crop"]) == 508
    ((sentence, words),) = content.notes
    assert sentence.format(**words) == "There are 600 images: the first 508 are taken."
