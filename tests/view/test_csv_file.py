"""Numbers as CSV are read by Excel in any language, exactly, and nothing of them is run."""

from __future__ import annotations

import csv
import io

from bn_view.widgets.csv_file import as_csv


def test_excel_is_told_the_encoding_and_gets_every_digit_and_no_formula():
    data = as_csv([["", "평균"], ['=HYPERLINK("http://x")', 1 / 3], ["−2 값, 둘", -0.1]])
    assert data.startswith(b"\xef\xbb\xbf")
    head, formula, number = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert head == ["", "평균"]
    assert formula[0].startswith("'=")
    assert float(formula[1]) == 1 / 3
    assert number == ["−2 값, 둘", "-0.1"]
