"""Images of every sort, as the frameworks' loaders would see them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.dataset.conftest import noise, saved

GREY, COLOUR = "images of 8 bits, grey", "images of 8 bits, colour"


def rgb(file):
    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"), float)


def check_colour(said, pixels, note=None):
    table = said.tables[COLOUR]
    np.testing.assert_allclose([c["mean"] for c in table["channels"]], pixels.mean(axis=(0, 1)) / 255, rtol=1e-12)
    np.testing.assert_allclose([c["std"] for c in table["channels"]], pixels.std(axis=(0, 1)) / 255, rtol=1e-12)
    assert said.answer["notes"] == ({note: 1} if note else {})


def test_the_deviation_is_that_of_all_pixels_and_the_often_pasted_one_stands_beside_it(ask, tmp_path):
    pixels = np.stack([noise(8, 8, 3, seed=1) // 4, noise(8, 8, 3, seed=2) // 4 + 190])
    for i, one in enumerate(pixels):
        saved(tmp_path, f"{i}.png", one)
    said = ask(tmp_path)
    of_all, own = pixels.std(axis=(0, 1, 2)), pixels.std(axis=(1, 2)).mean(axis=0)
    np.testing.assert_allclose(said.of_all("std"), of_all / 255, rtol=1e-12)
    np.testing.assert_allclose(said.of_all("mean_of_each_images_own_std"), own / 255, rtol=1e-12)
    assert (of_all > 3 * own).all()


def test_stored_values_are_not_divided(ask, tmp_path):
    pixels = noise(8, 8, 3)
    saved(tmp_path, "a.png", pixels)
    said = ask(tmp_path, "--stored")
    np.testing.assert_allclose(said.of_all("mean"), pixels.mean(axis=(0, 1)), rtol=1e-12)
    assert said.of_all("max") == pixels.max(axis=(0, 1)).tolist()


def test_each_value_of_a_byte_has_a_bin(ask, tmp_path):
    saved(tmp_path, "a.png", np.arange(256, dtype=np.uint8).reshape(16, 16))
    histogram = ask(tmp_path).channels[0]["histogram"]
    assert histogram["counts"] == [1] * 256
    assert histogram["edges"][255] == 1.0


def test_grey_among_colour_counts_as_three_equal_channels(ask, tmp_path):
    colour, grey = noise(8, 8, 3), noise(4, 4, seed=3)
    saved(tmp_path, "a.png", colour)
    saved(tmp_path, "b.png", grey)
    both = np.concatenate([colour.reshape(-1, 3), np.repeat(grey.reshape(-1, 1), 3, axis=1)])
    np.testing.assert_allclose(ask(tmp_path).of_all("mean"), both.mean(axis=0) / 255, rtol=1e-12)


def test_grey_alone_is_one_channel(ask, tmp_path):
    saved(tmp_path, "a.png", noise(4, 4))
    assert ask(tmp_path).of_all("name") == ["grey"]


def test_16_bits_have_a_table_of_their_own(ask, tmp_path):
    deep = noise(8, 8, dtype=np.uint16)
    saved(tmp_path, "deep.png", deep)
    saved(tmp_path, "a.png", noise(8, 8, 3))
    said = ask(tmp_path)
    assert sorted(said.tables) == ["images of 16 bits", COLOUR]
    (channel,) = said.tables["images of 16 bits"]["channels"]
    np.testing.assert_allclose([channel["mean"], channel["std"]], [deep.mean() / 65535, deep.std() / 65535], rtol=1e-12)


def test_float_images_are_as_they_are_stored(ask, tmp_path):
    values = np.random.default_rng(4).normal(size=(8, 8)).astype(np.float32)
    saved(tmp_path, "a.tif", values)
    np.testing.assert_allclose(ask(tmp_path).of_all("std"), [values.astype(float).std()], rtol=1e-12)


def test_a_palette_is_its_colours(ask, tmp_path):
    Image.fromarray(noise(8, 8, 3)).quantize(16).save(tmp_path / "a.png")
    check_colour(ask(tmp_path), rgb(tmp_path / "a.png"))


def test_cmyk_is_made_rgb_and_said(ask, tmp_path):
    Image.fromarray(noise(8, 8, 4), "CMYK").save(tmp_path / "a.jpg")
    check_colour(ask(tmp_path), rgb(tmp_path / "a.jpg"), "CMYK, made RGB")


def test_of_a_transparent_one_alpha_is_left_out_and_said(ask, tmp_path):
    pixels = noise(8, 8, 4)
    saved(tmp_path, "a.png", pixels)
    check_colour(ask(tmp_path), pixels[..., :3].astype(float), "transparent, alpha left out")


def test_of_an_animated_one_the_first_frame_is_taken_and_said(ask, tmp_path):
    frames = [Image.fromarray(noise(8, 8, 3, seed=seed)) for seed in range(3)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    check_colour(ask(tmp_path), rgb(tmp_path / "a.webp"), "animated, first frame taken")


def test_one_that_exif_turns_has_the_same_statistics(ask, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    saved(tmp_path, "a.jpg", noise(8, 16, 3), exif=exif)
    check_colour(ask(tmp_path), rgb(tmp_path / "a.jpg"))


@pytest.mark.parametrize("name", ["한글 이름.png", "a b'\"$(x).png", "\x1b[31mrot.png"])
def test_names_in_korean_and_names_with_commands_are_names(ask, tmp_path, name):
    saved(tmp_path, name, noise(4, 4, 3))
    (tmp_path / f"broken {name}").write_bytes(b"no image")
    said = ask(tmp_path)
    assert said.status == 0
    assert "is no image that Pillow knows" in said.errors
    assert "\x1b" not in said.errors
    assert ("한글" in said.errors) == ("한글" in name)


def test_an_image_with_a_value_that_is_not_finite_loses_that_value_and_no_other_image(ask, tmp_path):
    for i in range(3):
        saved(tmp_path, f"{i}.png", noise(8, 8, 3, seed=i))
    values = np.arange(64, dtype=np.float32).reshape(8, 8)
    values[0, 0] = np.nan
    saved(tmp_path, "float.tif", values)
    said = ask(tmp_path)
    assert said.answer["skipped"] == []
    assert said.tables[COLOUR]["samples"] == 3
    (of_floats,) = (table for name, table in said.tables.items() if name != COLOUR)
    assert of_floats["channels"][0]["not_finite"] == 1
    np.testing.assert_allclose(of_floats["channels"][0]["mean"], values.ravel()[1:].mean(dtype=float), rtol=1e-12)


@pytest.mark.parametrize("level", [0, 9])
def test_a_png_with_a_flipped_bit_is_named_or_has_the_same_pixels(ask, tmp_path, level):
    right = noise(6, 5, 3) // 64
    whole = saved(tmp_path / "right", "x.png", right, compress_level=level).read_bytes()
    for place in range(8, len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        file = tmp_path / f"{level}" / f"{place}.png"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(damaged)
    said = ask(tmp_path / f"{level}")
    (table,) = said.tables.values()
    assert table["samples"] + len(said.answer["skipped"]) == len(whole) - 8
    assert table["samples"] < 50
    np.testing.assert_allclose(said.of_all("mean"), right.mean(axis=(0, 1)) / 255, rtol=1e-12)
    np.testing.assert_allclose(said.of_all("mean_of_each_images_own_std"), right.std(axis=(0, 1)) / 255, rtol=1e-12)
