"""What a class has predicted, as pictures; what is computed lies over it only where there is something computed."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from bn_view.figures.colours import COMPUTED, PREDICTED
from bn_view.figures.votes import MOST_DRAWN, Axes, drawings_cloud, number_line, option_bars

AXES = Axes("value", "votes", ["−1", "0", "1"])


def svg(picture):
    (source,) = re.findall(r'src="data:image/svg\+xml,([^"]+)"', picture)
    return ElementTree.fromstring(unquote(source))


def shapes(picture, tag, colour):
    return [s for s in svg(picture).iter(f"{{http://www.w3.org/2000/svg}}{tag}") if colour in (s.get("fill"), s.get("stroke"))]


def cloud(drawings, right, **options):
    shown = {"is_curve": False, "axes": AXES, "alt": "three drawings", **options}
    return drawings_cloud(drawings, right, 0.0, 40.0, **shown)


def test_a_bar_is_as_long_as_its_share_and_the_right_one_has_a_mark():
    table = option_bars(["True", "False"], [1, 3], None, 1, caption="4 votes")
    assert re.findall(r"width:(\d+)%;background:(#\w+)", table) == [("25", PREDICTED), ("75", COMPUTED)]
    assert re.findall(r'<th scope="row">(\w+)(\s<b class="right">✓</b>)?</th>', table) == [
        ("True", ""),
        ("False", '\u00a0<b class="right">✓</b>'),
    ]


def test_where_nothing_is_known_to_be_right_no_bar_has_a_mark():
    table = option_bars(["True", "False"], [1, 3], None, None, caption="")
    assert "✓" not in table
    assert COMPUTED not in table


def test_the_first_vote_is_a_dotted_line_at_its_share():
    assert re.findall(r"inset-inline-start:(\d+)%", option_bars(["a", "b"], [0, 4], [3, 1], 1, caption="")) == ["75", "25"]


def test_a_typed_option_is_words_and_no_element():
    table = option_bars(["<script>alert(1)</script>", "b"], [1, 1], None, None, caption="<i>")
    assert "<script" not in table
    assert "<i>" not in table


def test_nobody_s_votes_have_bars_without_length():
    assert re.findall(r"width:(\d+)%", option_bars(["a", "b"], [0, 0], None, 0, caption="")) == ["0", "0"]


def test_a_number_line_has_a_bar_where_numbers_were_given_as_high_as_how_often():
    picture = number_line([2, 2, 5], 0, 10, 1, 6, axes=AXES, alt="numbers")
    bars = shapes(picture, "rect", PREDICTED)
    assert [round(float(bar.get("height"))) for bar in bars] == [190, 95]
    assert len(shapes(picture, "path", COMPUTED)) == 1
    assert not shapes(number_line([2], 0, 10, 1, None, axes=AXES, alt=""), "path", COMPUTED)


@pytest.mark.parametrize(("low", "high", "step", "right"), [(0, 1, 0.001, 0.5), (-5, 5, 1, -5), (0, 1e6, 1, 1e6)])
def test_a_long_line_has_few_bars_and_its_answer_within(low, high, step, right):
    picture = number_line([low, high, right], low, high, step, right, axes=AXES, alt="")
    assert 1 < len(shapes(picture, "rect", PREDICTED)) < 32
    (line,) = shapes(picture, "path", COMPUTED)
    assert 0 <= float(re.match(r"M([\d.]+)", line.get("d"))[1]) <= 300


def test_every_drawing_of_a_class_is_a_line_and_what_is_computed_lies_over_them_in_another_colour():
    picture = cloud([[0.0, 10.0, 40.0], [0.0, 20.0, 20.0]], [0.0, 20.0, 40.0])
    drawn = [s for s in svg(picture).iter("{http://www.w3.org/2000/svg}path") if s.get("d", "").startswith("M0 190")]
    assert len(drawn) >= 2
    (computed,) = shapes(picture, "g", COMPUTED)
    assert [float(bar.get("height")) for bar in computed] == [0.0, 95.0, 190.0]


def test_before_there_is_an_answer_a_cloud_has_none():
    assert COMPUTED not in unquote(cloud([[1.0, 2.0, 3.0]], None))


def test_of_two_thousand_drawings_no_more_are_drawn_than_one_can_see():
    lines = unquote(cloud([[1.0, 2.0, 3.0]] * 2000, None, is_curve=True)).count("<path d='M50")
    assert lines == MOST_DRAWN + 1  # and their middle


def test_a_picture_says_in_words_what_it_shows():
    assert 'role="img" aria-label="three drawings"' in cloud([], [1.0, 2.0, 3.0])
