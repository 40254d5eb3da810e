"""The colour of each stage, the same everywhere: from Okabe & Ito's set, told apart by colour-blind eyes, on light and dark."""

BEFORE = "#0072B2"
STANDARDIZED = "#D55E00"
MIN_MAX = "#009E73"
BATCH_NORM = "#CC79A7"
ACTIVATION = "#E69F00"

# Who computed it: bn_core and scikit-learn in the colour of what they are known for here.
WITNESSES = {
    "textbook": "#8C8C8C",
    "bn_core": BATCH_NORM,
    "tf_nn": "#E69F00",
    "keras": "#56B4E9",
    "scikit_learn": STANDARDIZED,
}

# The two modes: what a mini-batch says of itself, what the running statistics say; and what is true of all images.
TRAINING = BATCH_NORM
INFERENCE = BEFORE
TRUE = "#8C8C8C"
MISREAD = "#E69F00"
# Statistics take turns: any two that lie side by side differ.
STATISTICS = ("#0072B2", "#E69F00", "#56B4E9", "#CC79A7", "#009E73", "#F0E442", "#999999")
# The values of one statistic among all of them.
PICKED = "#D55E00"
# Curves that stand for nothing shown elsewhere, in their order.
CURVES = ("#0072B2", "#D55E00", "#009E73")
# The one value that is followed.
FOLLOWED = "#E69F00"
# The arms of a training run.
ARMS = {"plain": BEFORE, "batch_norm": BATCH_NORM, "frozen": STANDARDIZED, "noisy": "#E69F00"}


def faint(colour: str, opacity: float) -> str:
    """Return a colour through which one sees what lies below."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
