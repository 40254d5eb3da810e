"""Which kind of data files hold: by what is in them, not by what they are called."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO

import numpy as np

from bn_view.data.files.arrays import read_npy, read_npz
from bn_view.data.files.content import MOST_BYTES, NUMBER, Content, UnreadableError, finite
from bn_view.data.files.pictures import SUFFIXES, read_pictures, read_zip
from bn_view.state.language import gettext_noop

_LEAST_NUMBERS, _MOST_NUMBERS = 2, 200
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def read(files: Sequence[tuple[str, bytes]]) -> Content:
    """Return what the files hold: several pictures, or one file of any kind.

    Raises
    ------
    UnreadableError
        With the sentence that says why.
    """
    if sum(len(data) for _name, data in files) > MOST_BYTES:
        raise UnreadableError(gettext_noop("The files are larger than {most} MB together."), most=MOST_BYTES // 1_000_000)
    if all(data.startswith(_PICTURES) for _name, data in files):
        return read_pictures(files)
    if len(files) > 1:
        raise UnreadableError(gettext_noop("Several pictures, or one file of another kind, please."))
    ((name, data),) = files
    if not data:
        raise UnreadableError(gettext_noop("{name} is empty."), name=name)
    if data.startswith(b"\x93NUMPY"):
        return read_npy(name, data)
    if data.startswith(b"PK"):
        return read_npz(name, data) if _is_of_arrays(data) else read_zip(name, data)
    if name.lower().endswith(SUFFIXES):
        raise UnreadableError(gettext_noop("{name} is no picture."), name=name)
    from bn_view.data.files import tables  # pandas takes half a second to import: not every server needs it

    return tables.read_parquet(name, data) if data.startswith(b"PAR1") else tables.read_csv(name, data)


def read_numbers(text: str) -> Content:
    """Return what somebody has typed."""
    words = [word for word in re.split(r"[\s,;]+", text.replace("−", "-")) if word]
    wrong = next((word for word in words if not NUMBER.fullmatch(word)), None)
    if wrong is not None:
        raise UnreadableError(gettext_noop("“{word}” is no number."), word=wrong[:20])
    if not _LEAST_NUMBERS <= len(words) <= _MOST_NUMBERS:
        sentence = gettext_noop("Between {least} and {most} numbers, please: there are {count}.")
        raise UnreadableError(sentence, least=_LEAST_NUMBERS, most=_MOST_NUMBERS, count=len(words))
    name = ", ".join(words[:3]) + (" …" if len(words) > 3 else "")
    numbers = finite(np.array([float(word) for word in words]), name)
    code = f"import numpy as np\n\nimages = np.array({numbers.tolist()}).reshape(-1, 1, 1, 1)\n"
    return Content(name, {"last": numbers.reshape(-1, 1, 1, 1)}, {"last": code})


def _is_of_arrays(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    return bool(names) and all(name.endswith(".npy") for name in names)
