"""Whose standard deviation: what a data set has, and what the mean over its parts makes of it."""

from __future__ import annotations

from functools import partial

import orjson
import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import Teaching, get, put
from bn_view.widgets.controls import answer, choice, slider, whole_slider
from bn_view.widgets.each_alone import each_alone
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, kept, place_of, place_of_words
from bn_view.widgets.sidebar import sidebar
from pages.whose_standard_deviation import charts, recipes, sentences, worker_shares
from pages.whose_standard_deviation.figures import HEIGHT, SUM_HEIGHT
from pages.whose_standard_deviation.parts_file import Cut, draw_parts_file
from pages.whose_standard_deviation.run_of_command import draw_run_of_command
from pages.whose_standard_deviation.settings import Parts
from pages.whose_standard_deviation.values import present_data_set


def render() -> None:
    """Draw the places of charts and words, and in their midst the sliders, which fill them."""
    question = _("Is the std of a data set the mean of its images’ stds?")
    draw_heading(
        question, experiment=_("pull the images apart: which number stands still? Then drag “Images per part” to its end.")
    )
    if get(Parts.data_set) == "source":
        sidebar(with_grouping=False, with_number=False)
    stage = st.container(key="stage")
    stage.html(
        place_of_words("headline") + place_of("chart_parts", HEIGHT) + place_of_words("parts") + place_of("chart_sum", SUM_HEIGHT)
    )
    with stage.container(key="controls"):
        data = present_data_set(choice(Parts.data_set))
        data.take_room(of_all=True)
        cut = Cut(data, get(Parts.part_size), get(Parts.apart))
        _sliders(cut)
        answer(sentences.answer(is_projected=get(Teaching.presenter)))
    st.html(
        f"<h2>{_('Over the images in a part')}</h2>{place_of('chart_curves', HEIGHT)}"
        f"{place_of_words('roots')}{place_of_words('last_part')}"
    )
    draw_parts_file(cut)
    worker_shares.draw(data)
    st.markdown(sentences.merging())
    st.latex(sentences.formula())
    st.html(f"<h2>{_('Five recipes, and what they leave of the data')}</h2>{place_of_words('recipes')}")
    st.markdown(f"## {_('The lines to paste')}")
    lines = orjson.loads(kept(("lines to paste", data.key), lambda: recipes.to_paste(data)))
    for library, code in lines.items():
        st.markdown(f"**{library}**")
        st.code(code, language="python")
    if not lines:
        st.markdown(_("A channel is constant: there is no std to divide by."))
    draw_run_of_command()
    draw_in_places("still", kept(("whose_standard_deviation", data.key), lambda: charts.motion_of_curves(data)))


def _sliders(cut: Cut) -> None:
    """Draw both sliders and, elsewhere on the page, what they move."""
    data = cut.data
    put(Parts.part_size, min(get(Parts.part_size), data.count))

    def moved() -> bytes:
        cut.part_size, cut.apart = part_size, apart = get(Parts.part_size), get(Parts.apart)
        data.take_room()
        return kept(("whose_standard_deviation", data.key, part_size, apart), lambda: charts.moved(data, part_size, apart))

    each_alone(partial(whole_slider, Parts.part_size, most=data.count), partial(slider, Parts.apart), moved=moved)
