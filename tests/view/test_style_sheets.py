"""What pages are sent of their style sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bn_view.widgets.style_sheets import read_styles

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("file", sorted(ROOT.glob("[bp]*/**/*.css")), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_style_sheet_is_sent_with_its_strings_as_they_are(file):
    in_strings = re.compile(r'"[^"\n]*"')
    written = in_strings.findall(re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL))
    assert in_strings.findall(read_styles([file])) == written
