"""A lesson of 45 minutes: where to look, what to ask, what one sees, and what helps the teacher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bn_view.state.language import _
from bn_view.state.settings import Value

LAB = ""


@dataclass(frozen=True)
class LessonStep:
    """One step: a page (its file's name) in a state, a question for the class with its answer, a note for the teacher."""

    minutes: int
    page: str
    title: str
    question: str
    answer: str
    note: str
    settings: Mapping[str, Value] = field(default_factory=dict)


def lesson() -> list[LessonStep]:
    """Return the steps in their order, in the language of this session."""
    return [
        LessonStep(
            5,
            LAB,
            _("Lab"),
            _("Four histograms: what differs between them?"),
            _("The axis, hardly the shape. With γ = 1 and β = 0 batch normalization is standardization."),
            _("Drag γ through 0 to negative values, then β. Let the class say first what will happen."),
            {"grouping": "channel"},
        ),
        LessonStep(
            5,
            "linear_map",
            _("A linear map"),
            _("Two humps: does standardization make one hump of them?"),
            _("No. A linear map moves and stretches; skewness and kurtosis stay what they were."),
            _("Then choose “The lab’s mini-batch”, one mean per pixel position: there every position has a line of its own."),
            {"shape": "bimodal"},
        ),
        LessonStep(
            5,
            "step_by_step",
            _("Step by step"),
            _("Does what becomes of this pixel depend on the other images?"),
            _("Yes: mean and variance are the mini-batch’s. Exchange another image and this one’s output moves."),
            _("Have somebody compute one step on the board with the numbers on the page."),
        ),
        LessonStep(
            5,
            "who_shares_statistics",
            _("Who shares statistics"),
            _("How many means does batch normalization have, and how many layer normalization?"),
            _("Batch norm: one per channel, whatever the batch. Layer norm: one per image, whatever its companions."),
            _("Read out the number of statistics for each. Instance and group norm lie between the two."),
            {"norm": "batch"},
        ),
        LessonStep(
            5,
            "why_gamma_and_beta",
            _("Why gamma and beta"),
            _("A sigmoid whose inputs all lie near 0: what is lost?"),
            _("The curve: there it is nearly a straight line. γ and β let the layer choose, even undo everything."),
            _("Make γ small, then large: first the curve is a line, then it is a step."),
            {"activation": "sigmoid", "grouping": "channel"},
        ),
        LessonStep(
            5,
            "training_and_inference",
            _("Training and inference"),
            _("In use there is one image and no batch. Where do mean and variance come from?"),
            _("From the training: a moving average of the mini-batches’. Too few updates, and it is not there yet."),
            _("Lower “Updates” and watch the gap. “Translate” shows that Keras and PyTorch mean the same."),
        ),
        LessonStep(
            5,
            "training",
            _("Training"),
            _("The same weights and mini-batches, a learning rate that is too high: which network still learns?"),
            _("The one with batch normalization, and even the one whose normalized values are disturbed by noise."),
            _("Click “Learning rate too high” and let it run; then move through the steps of the finished run."),
        ),
        LessonStep(
            3,
            "numpy_and_tensorflow",
            _("NumPy and TensorFlow"),
            _("Two libraries, one formula: the same numbers?"),
            _("To the last digits, where values lie near 0. Far from 0 the sums decide."),
            _("“How precise is it really?” is worth its own minute, and the notebook is homework."),
            {"part": "article"},
        ),
        LessonStep(
            7,
            "beliefs",
            _("Beliefs"),
            _("True, false, or does it depend? Vote, then run."),
            _("Most are false in the way they are usually said."),
            _("Four or five are enough. Take those on which the class is divided."),
        ),
    ]
