"""The address holds the whole state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app  # with every page, whose settings it then knows
from bn_view.data.mini_batch import PRESETS
from bn_view.state import address
from bn_view.state.address import parameters
from bn_view.state.settings import Choice, Digits, Real, Settings, Stops, Switch, Text, Whole, all_settings, defaults

assert app
SETTINGS, DEFAULTS = all_settings(), defaults()


def read(parameters):
    return address.read(parameters, PRESETS)


def possible(setting):
    match setting:
        case Whole():
            return st.integers(setting.least, setting.most)
        case Real():
            stops = round((setting.most - setting.least) / setting.step)
            return st.integers(0, stops).map(lambda i: round(setting.least + i * setting.step, 2))
        case Choice():
            return st.sampled_from(list(setting.titles))
        case Stops():
            return st.sampled_from(setting.stops)
        case Switch():
            return st.booleans()
        case Digits():
            digits = st.integers(0, setting.most).map(str)
            return st.lists(digits, max_size=setting.length).map(lambda each: "".join(each).rstrip("0"))
        case Text():
            return st.just("") | st.from_regex(setting.pattern, fullmatch=True)


@given(st.fixed_dictionaries({name: possible(setting) for name, setting in SETTINGS.items()}))
def test_an_address_gives_back_the_settings_it_was_made_from(values):
    assert read(parameters(values)) == (values, {})


@pytest.mark.parametrize(("former", "present"), [("six_reasons", "differences"), ("side_by_side", "speed")])
def test_an_old_link_opens_what_has_another_name_by_now(former, present):
    values, refused = read({"part": former})
    assert (values["part"], refused) == (present, {})
    assert parameters(values) == {"part": present}


@pytest.mark.parametrize(("former", "present"), [("1", 0), ("3", 2), ("96", 95)])
def test_a_link_from_when_sets_were_counted_from_1_opens_the_set_that_it_meant(former, present):
    values, refused = read({"norm": "position", "statistic": former})
    assert (values["set"], refused) == (present, {})


def test_a_link_from_when_sets_were_counted_from_1_has_no_set_0():
    assert read({"statistic": "0"}) == (DEFAULTS, {"statistic": "0"})


def test_where_a_link_names_a_set_twice_the_present_name_counts():
    values, refused = read({"set": "3", "statistic": "999"})
    assert (values["set"], refused) == (3, {})


def test_the_defaults_need_no_parameter():
    assert parameters(DEFAULTS) == {}
    assert read({}) == (DEFAULTS, {})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gamma", "zzz"),
        ("gamma", "inf"),
        ("gamma", "3.01"),
        ("beta", "nan"),
        ("beta", ""),
        ("epsilon", "nan"),
        ("epsilon", "-1"),
        ("epsilon", "11"),
        ("batch_size", "999999"),
        ("batch_size", "2.5"),
        ("progress", "8"),
        ("progress", "1" * 99),
        ("seed", "-1"),
        ("seed", "4294967296"),
        ("channels", "2"),
        ("tables", "yes"),
        ("preset", "nothing"),
        ("data", "cats"),
    ],
)
def test_a_parameter_that_cannot_be_used_gives_the_default_and_leaves_the_rest(name, text):
    values, refused = read({name: text, "images": "40"})
    assert refused == {name: text}
    assert values == {**DEFAULTS, "images": 40}


def test_a_preset_is_set_first_and_single_parameters_override_it():
    values, refused = read({"preset": "negative_gamma", "beta": "2"})
    assert refused == {}
    assert values == {**DEFAULTS, **PRESETS["negative_gamma"], "beta": 2.0}


def test_an_epsilon_between_two_stops_becomes_the_nearest_on_a_logarithmic_scale():
    assert read({"epsilon": "1.1e-5"})[0]["epsilon"] == 1e-5
    assert read({"epsilon": "1e-12"})[0]["epsilon"] == 1e-8
    assert read({"epsilon": "0"})[0]["epsilon"] == 0.0


def test_a_number_between_two_steps_of_a_slider_becomes_the_nearest():
    assert read({"gamma": "1.2345"})[0]["gamma"] == 1.23


def test_parameters_of_somebody_else_are_left_alone():
    assert read({"utm_source": "mail", "embed": "true"}) == (DEFAULTS, {})


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_what_its_sliders_can_show(name):
    for setting, value in PRESETS[name].items():
        assert SETTINGS[setting].read(SETTINGS[setting].write(value)) == value


def test_no_two_settings_have_one_name():
    with pytest.raises(TypeError, match="gamma"):
        type("Another", (Settings,), {"gamma": Switch(False)})
