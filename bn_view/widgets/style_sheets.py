"""Style sheets as they are sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path


def read_styles(files: Iterable[Path]) -> str:
    """Return style sheets as one, without comments and what only sets it apart: each page that is opened brings them.

    A string in them has none of the signs around which there is room.
    """
    styles = "".join(file.read_text(encoding="utf-8") for file in files)
    in_a_line = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", styles, flags=re.S))
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", in_a_line)
