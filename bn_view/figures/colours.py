"""What each colour means, the same everywhere: from Okabe & Ito's set, told apart by colour-blind eyes, on light and dark."""

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW = "#E69F00", "#56B4E9", "#F0E442"
# Marks that belong to the chart and not to the data, mostly translucent.
GREY = "#888888"

BEFORE, STANDARDIZED, MIN_MAX, BATCH_NORM = BLUE, VERMILLION, GREEN, PURPLE
ACTIVATION = ORANGE

# Who computed it: bn_core and scikit-learn in the colour of what they are known for here.
WITNESSES = {"textbook": "#8C8C8C", "bn_core": BATCH_NORM, "tf_nn": ORANGE, "keras": SKY, "scikit_learn": STANDARDIZED}

# The two modes: statistics of the mini-batch, running statistics; and those of all images.
TRAINING, INFERENCE, TRUE = BATCH_NORM, BEFORE, "#8C8C8C"
# The lines of groups take turns.
GROUPS = (BLUE, ORANGE, SKY, PURPLE, GREEN, YELLOW, "#999999")
# The values of one statistic among all of them; those of two others, as examples; all the rest. Black is read on each.
PICKED, EXAMPLES, REST = VERMILLION, (SKY, GREEN), "#A6A6A6"
# Curves that stand for nothing shown elsewhere, in their order: colours that mean nothing else, read on light and dark.
CURVES = ("#6C74CE", "#A58A26", "#8C8C8C")
# The one value that is followed.
FOLLOWED = ORANGE
# The arms of a training run.
ARMS = {"plain": BEFORE, "batch_norm": BATCH_NORM, "frozen": STANDARDIZED, "noisy": ORANGE}


def faint(colour: str, opacity: float) -> str:
    """Return a colour through which one sees what lies below."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
