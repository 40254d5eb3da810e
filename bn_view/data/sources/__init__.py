"""Where images come from. A source is one class in one file: its settings, its images, the code that makes them."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.data.sources.digits import Digits
from bn_view.data.sources.own import OwnImages
from bn_view.data.sources.random_images import RandomImages
from bn_view.data.sources.source import Source

__all__ = ["SOURCES", "Digits", "OwnImages", "RandomImages", "Source"]

# Another source is a file beside this and its name here, which is its word in the address. No two settings may have one name.
SOURCES: Mapping[str, type[Source]] = {"random": RandomImages, "digits": Digits, "own": OwnImages}
