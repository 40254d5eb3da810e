"""A lesson of 45 minutes: where to look, what to ask, the answer, and what helps the teacher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bn_view.state.language import _, gettext_noop
from bn_view.state.settings import Settings, Value, Whole


@dataclass(frozen=True)
class LessonStep:
    """A page (its folder's name, "" for the lab) in a state, a question for the class with its answer, a note for the teacher.

    Under its `name` a class keeps the votes: it stays when the title is reworded or a step is inserted. What would give the
    answer away is `covered` until a class that votes has run it: a selector of CSS, as what the class has `seen` until then. With
    the answer `reveals`, some of the `settings`, get these values.
    """

    name: str
    minutes: int
    page: str
    title: str
    question: str
    answer: str
    note: str
    settings: Mapping[str, Value] = field(default_factory=dict)
    covered: str = ""
    reveals: Mapping[str, Value] = field(default_factory=dict)
    seen: str = ""


STEPS = (
    LessonStep(
        "lab",
        5,
        "",
        gettext_noop("Lab"),
        gettext_noop("Standardize, min-max scale, batch-normalize: what changes in a histogram?"),
        gettext_noop(
            "The axis alone: all values share one mean and variance, so the shape stays. With γ\u00a0=\u00a01, "
            "β\u00a0=\u00a00 batch norm is standardization."
        ),
        gettext_noop("Drag γ through 0 to negative values, then β. Let the class say first what will happen."),
        covered=".chart_standardized, .chart_min_max, .chart_batch_norm, .st-key-stage [class^='live-words-']",
        seen=".said:has(.live-words-before), .chart_before",
    ),
    LessonStep(
        "linear_map",
        4,
        "linear_map",
        gettext_noop("A linear map"),
        gettext_noop("Half of all values are near 0, half near 4. Draw their histogram after standardization."),
        gettext_noop(
            "Two peaks again, at −1 and 1: a linear map moves and stretches; skewness and kurtosis stay what they were."
        ),
        gettext_noop("Move γ to −1 and let the class say what stays. Then “Uniform”: no γ and β make a bell of it."),
        {"shape": "bimodal"},
        covered=".chart_after, .live-words-kept",
    ),
    LessonStep(
        "step_by_step",
        5,
        "step_by_step",
        gettext_noop("Step by step"),
        gettext_noop("Image 6 turns black. Does the output of image 0 change as well?"),
        gettext_noop("Yes, higher: all images share one mean, the black one lowers it, and so image 0 lies further above it."),
        gettext_noop("Let the class guess, then choose “Black”. Which way will it go if image 6 turns white?"),
        {"pixel_image": 0, "companion": 6, "companion_becomes": "itself"},
        covered=".chart_exchanged, .live-words-exchanged, .live-words-exchanged_table, [class*='st-key-companion']",
        reveals={"companion_becomes": "black"},
        seen=".st-key-other_image .side-by-side",
    ),
    LessonStep(
        "who_shares_statistics",
        4,
        "who_shares_statistics",
        gettext_noop("Who shares statistics"),
        gettext_noop("4 images with 6 channels each: how many means does batch normalization have?"),
        gettext_noop("6, one for each channel, whatever the batch size. Layer normalization would have 4, one for each image."),
        gettext_noop("Read out the number of statistics for each. Instance and group norm lie between the two."),
        {"norm": "batch"},
        covered=".st-key-sharing, .live-words-counts, .chart_sharing, .stColumn .stSlider",
    ),
    LessonStep(
        "why_gamma_and_beta",
        4,
        "why_gamma_and_beta",
        gettext_noop("Why gamma and beta"),
        gettext_noop("A sigmoid gets standardized values. Draw the histogram of what comes out."),
        gettext_noop(
            "Nearly the same shape, hardly anything at the ends: around 0 a sigmoid is nearly a line. γ and β can choose, even "
            "undo it."
        ),
        gettext_noop("Make γ small, then large: first the curve is a line, then values reach where it is flat."),
        {"activation": "sigmoid"},
        covered=".chart_activation_output, .live-words-on_curve",
        seen=".through > h3:first-child, .chart_activation",
    ),
    LessonStep(
        "running_statistics",
        3,
        "training_and_inference",
        gettext_noop("Running statistics"),
        gettext_noop("At inference there is one image and no batch. Where do mean and variance come from?"),
        gettext_noop(
            "From training, as moving averages of what the mini-batches had. After too few updates they are not there yet."
        ),
        gettext_noop("Lower “Updates”, then the momentum. “Same curve in PyTorch” shows that both mean the same."),
        {"topic": "running_statistics"},
        covered=".chart_running, .st-key-stage, .st-key-topic",
    ),
    LessonStep(
        "two_modes",
        3,
        "training_and_inference",
        gettext_noop("Two modes"),
        gettext_noop("The same mini-batch in training and in inference: do the same numbers come out?"),
        gettext_noop(
            "No. Training takes the mini-batch’s own mean and variance, inference the running ones. Some of the gap stays."
        ),
        gettext_noop("Lower “Updates” to 0: with mean 0 and variance 1, inference gives x / √(1 + ε), nearly x."),
        {"topic": "two_modes"},
        covered=".chart_modes, .chart_gap, .st-key-stage [class^='live-words-']",
    ),
    LessonStep(
        "batch_size",
        2,
        "training_and_inference",
        gettext_noop("Batch size"),
        gettext_noop("How far do the means of mini-batches scatter? Draw it, from 1 image (100%) to all 30."),
        gettext_noop(
            "The more images, the less: about 70% with 2, 0% with all 30. As the mean scatters, so does what "
            "becomes of each image."
        ),
        gettext_noop("Let the class say first how the dots will look at 2 and at all images; then drag the batch size."),
        {"topic": "batch_size", "batch_size": 10},
        covered=".chart_mini_batches, .chart_of_sizes_output, .st-key-stage [class^='live-words-']",
        reveals={"batch_size": 2},
    ),
    LessonStep(
        "training",
        5,
        "training",
        gettext_noop("Training"),
        gettext_noop("At a learning rate of 0.5: which network still learns?"),
        gettext_noop("Only the one with batch normalization. Of all four, the one with frozen γ and β bears the highest rates."),
        gettext_noop("Drag the learning rate to 0.1 and to 10 as well. “Rate too high” trains anew: move through its steps."),
        {"learning_rate": 0.5},
        covered=".chart_sweep, .chart_curves, .st-key-stage [class^='live-words-']",
    ),
    LessonStep(
        "numpy_and_tensorflow",
        2,
        "numpy_and_tensorflow",
        gettext_noop("NumPy and TensorFlow"),
        gettext_noop("Two libraries, one formula: the same numbers?"),
        gettext_noop("Yes, but for rounding in the last digits: one formula, added up in another order."),
        gettext_noop("Let the class guess the zoom at which the two come apart. The notebook (“Take it home”) is homework."),
        {"part": "article", "zoom": 1},
        covered=".chart_float32, .chart_float64, .live-words-differences, .st-key-stage [class^='live-words-']",
    ),
    LessonStep(
        "precision",
        3,
        "numpy_and_tensorflow",
        gettext_noop("Precision"),
        gettext_noop("Float32 values around 10,000: how many digits does NumPy’s formula get right?"),
        gettext_noop(
            "None, as in tf.nn and Keras: their sums miss the mean by whole standard deviations. In bn_core all are right."
        ),
        gettext_noop("Drag the mean to 0: in every row most digits are right. Then up, until not even the sign is."),
        {"part": "precision", "data_mean": 1e4},
        covered=".chart_errors, .live-words-digits, .live-words-verdict",
    ),
    LessonStep(
        "beliefs",
        5,
        "beliefs",
        gettext_noop("Beliefs"),
        gettext_noop("True, false, or does it depend? Vote, then run."),
        gettext_noop("Most are false in the way they are usually said."),
        gettext_noop("Four or five are enough. Take those on which the class is divided."),
    ),
)


def parts() -> Mapping[str, str]:
    """Return the names of the lesson's parts by the page with which each begins."""
    return {"": _("The idea"), "who_shares_statistics": _("In a layer"), "training": _("In practice")}


def place_in_lesson(page: str) -> Mapping[str, str]:
    """Return the numbers of the steps on a page, as "4" or "6–8", and the part that begins with it, where there are any."""
    numbers = [number for number, step in enumerate(STEPS, start=1) if step.page == page]
    steps = "–".join(map(str, dict.fromkeys((numbers[0], numbers[-1])))) if numbers else ""
    return {name: said for name, said in (("steps", steps), ("part", parts().get(page))) if said}


class Lesson(Settings):
    """Where in the lesson a link leads: the number of the step, 0 for none, and one more after the last."""

    lesson = Whole(0, 0, len(STEPS) + 1)


def values_at(number: int) -> dict[str, Value]:
    """Return what leads to a step, counted from 1: its settings and its number."""
    return {**STEPS[number - 1].settings, Lesson.lesson.name: number}
