"""Tables whose columns are features."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
from pandas.io.parsers import TextFileReader

from bn_view.data.files.content import MOST_CHANNELS, MOST_IMAGES, NUMBER, Content, Sentence, UnreadableError, finite
from bn_view.state.language import gettext_noop

# Excel saves Korean as the latter.
_ENCODINGS = ("utf-8-sig", "cp949")
# What stands where a number is missing, in lower case.
_GAPS = {"", "nan", "na", "n/a", "null", "none", "inf", "-inf"}


def read_csv(name: str, data: bytes) -> Content:
    """Return the columns of numbers of a text table as the channels of images of one pixel."""
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableError(gettext_noop("{name} is neither pictures nor an array nor a table."), name=name)
    line = next((line[0] for line in re.finditer(r"[^\r\n]+", text) if line[0].strip()), "")
    separator = max(",;\t", key=line.count)
    try:
        options = {"sep": separator, "encoding": encoding, "header": _header(line, separator)}
        with pd.read_csv(BytesIO(data), iterator=True, **options) as rows:
            frame = rows.get_chunk(MOST_IMAGES)
            is_cut = _has_more(rows)
    except (ValueError, csv.Error) as error:
        raise UnreadableError(gettext_noop("{name} is neither pictures nor an array nor a table."), name=name) from error
    return _of_frame(name, frame, f"table = pd.read_csv({name!r}, nrows={MOST_IMAGES}, {_written(options)})", is_cut=is_cut)


def read_parquet(name: str, data: bytes) -> Content:
    """Return the columns of numbers of a Parquet file as the channels of images of one pixel; no other is unpacked."""
    try:
        file = pyarrow.parquet.ParquetFile(BytesIO(data))
        numbers = [column.name for column in file.schema_arrow if _is_number(column.type)]
        batches, rows = [], 0
        for batch in file.iter_batches(MOST_IMAGES + 1, columns=numbers[: MOST_CHANNELS + 1]):
            batches.append(batch)
            rows += batch.num_rows
            if rows > MOST_IMAGES:
                break
        frame = pyarrow.Table.from_batches(batches).to_pandas() if batches else pd.DataFrame()
        others = len(file.schema_arrow) - len(numbers)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableError(gettext_noop("{name} is damaged, or locked with a password."), name=name) from error
    read = f"table = pd.read_parquet({name!r})[:{MOST_IMAGES}]"
    return _of_frame(name, frame[:MOST_IMAGES], read, is_cut=rows > MOST_IMAGES, others=others)


def _is_number(kind: pyarrow.DataType) -> bool:
    of = pyarrow.types
    return bool(of.is_integer(kind) or of.is_floating(kind) or of.is_boolean(kind))


def _of_frame(name: str, frame: pd.DataFrame, read: str, *, is_cut: bool, others: int = 0) -> Content:
    """Return the rows without gaps of the columns of numbers, and say what was left out; `is_cut` if the file has more rows."""
    notes: list[Sentence] = []
    if is_cut:
        notes.append((gettext_noop("Only the first {most} rows are taken."), {"most": MOST_IMAGES}))
    numbers = frame.select_dtypes(["number", "bool"]).replace([np.inf, -np.inf], np.nan)
    if left := others + frame.shape[1] - numbers.shape[1]:
        notes.append((gettext_noop("{count} columns hold no numbers: left out."), {"count": left}))
    if numbers.shape[1] > MOST_CHANNELS:
        notes.append((gettext_noop("Only the first {most} columns are taken."), {"most": MOST_CHANNELS}))
        numbers = numbers.iloc[:, :MOST_CHANNELS]
    whole = numbers.dropna()
    if left := len(numbers) - len(whole):
        notes.append((gettext_noop("{count} rows have gaps: left out."), {"count": left}))
    if len(whole) < 2 or not whole.shape[1]:
        sentence = gettext_noop("{name} needs at least 2 rows and 1 column of numbers without gaps.")
        raise UnreadableError(sentence, name=name)
    images = finite(whole.to_numpy(np.float64), name).reshape(len(whole), 1, 1, -1)
    lines = (
        "import numpy as np\nimport pandas as pd\n\n"
        f"{read}\n"
        f'numbers = table.select_dtypes(["number", "bool"]).iloc[:, :{MOST_CHANNELS}]\n'
        "numbers = numbers.replace([np.inf, -np.inf], np.nan).dropna()\n"
        "images = numbers.to_numpy(float)[:, np.newaxis, np.newaxis, :]\n"
    )
    return Content(name, {"last": images}, {"last": lines}, notes)


def _header(line: str, separator: str) -> int | None:
    """Return which line names the columns; None where the first holds numbers already, be there gaps between them."""
    (words,) = csv.reader([line], delimiter=separator, skipinitialspace=True)
    given = [word for word in map(str.strip, words) if word.lower() not in _GAPS]
    return None if given and all(NUMBER.fullmatch(word) for word in given) else 0


def _has_more(rows: TextFileReader) -> bool:
    """Return whether a file goes on, with whatever: it is read apart, as a line of totals would make words of all columns."""
    try:
        return len(rows.get_chunk(1)) > 0
    except StopIteration:
        return False
    except ValueError:  # no row as the others are
        return True


def _written(options: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in options.items())
