"""What a class predicts before it sees the lab."""

from __future__ import annotations

import html

from bn_view.data.batches import batch_of
from bn_view.data.mini_batch import MiniBatch
from bn_view.data.sources import RandomImages
from bn_view.predicting.asked import choose
from bn_view.state.language import gettext_noop
from bn_view.words.readout import stage_names, swatch
from classroom.questions import Question
from pages.lab.charts import COLOURS


def picture() -> str:
    """Return a frame for each histogram after, with its name and nothing in it, as HTML: the page shows the one before."""
    after = {name: said for name, said in stage_names().items() if name != "before"}
    frames = "".join(f"<li><b>{swatch(COLOURS[name])}{html.escape(said)}</b></li>" for name, said in after.items())
    return f'<ul class="class-frames">{frames}</ul>'


def question() -> Question:
    """Return what three normalizations change in the histogram of the study note's mini-batch: looked up in all of them."""
    batch = batch_of(RandomImages(), MiniBatch())
    histograms = [stage.histogram for stage in (batch.before, batch.standardized, batch.min_max)]
    first = histograms[0]
    shapes_differ = any((histogram.counts != first.counts).any() for histogram in histograms)
    axes_differ = any((histogram.edges != first.edges).any() for histogram in histograms)
    options = {
        (False, True): gettext_noop("The axis alone"),
        (True, False): gettext_noop("The shape alone"),
        (True, True): gettext_noop("Shape and axis"),
        (False, False): gettext_noop("Nothing"),
    }
    right = list(options).index((shapes_differ, axes_differ))
    text = gettext_noop("Standardize, min-max scale, batch-normalize: what changes in a histogram?")
    return choose(text, list(options.values()), right)
