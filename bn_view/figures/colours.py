"""What each colour means, the same everywhere: from Okabe & Ito's set, told apart by colour-blind eyes, on light and dark."""

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW = "#E69F00", "#56B4E9", "#F0E442"
# Marks that belong to the chart and not to the data, mostly translucent.
GREY = "#888888"

BEFORE, STANDARDIZED, MIN_MAX, BATCH_NORM = BLUE, VERMILLION, GREEN, PURPLE
# An activation function, and what comes out of it; a straight line beside it.
ACTIVATION, STRAIGHT = SKY, GREY

# Who computed it: bn_core and scikit-learn in the colour of what they are known for here.
WITNESSES = {"textbook": BLUE, "bn_core": BATCH_NORM, "tf_nn": ORANGE, "keras": SKY, "scikit_learn": STANDARDIZED}

# The two modes: statistics of the mini-batch, running statistics; and those of all images.
TRAINING, INFERENCE, TRUE = BATCH_NORM, GREEN, "#8C8C8C"
# What an image is that is normalized by itself, beside batch norm.
ALONE = ORANGE
# The standard deviation of all values, and what two means of their parts make of it.
OF_ALL, OF_PARTS, ROOT_OF_PARTS = GREEN, VERMILLION, ORANGE
# What both sums of a variance are of: the spread within each part, and that of the parts' means.
WITHIN, BETWEEN = BLUE, PURPLE
# Workers' statistics merged as if all had as many values.
AS_EQUAL = ORANGE
# The lines of groups take turns.
GROUPS = (BLUE, ORANGE, SKY, PURPLE, GREEN, YELLOW, "#999999")
# Of the sets of values that share a statistic the one that is picked, and what is written on it.
PICKED, ON_PICKED = BLUE, "#FFFFFF"
# Curves that stand for nothing shown elsewhere, in their order: colours that mean nothing else, read on light and dark.
CURVES = ("#6C74CE", "#A58A26", "#8C8C8C")
# What a normal distribution would look like, over what is there: read on the fill of a histogram.
NORMAL = "#A58A26"
# How far two results lie apart.
DIFFERENCE = PURPLE
# The one value that is followed.
FOLLOWED = ORANGE
# The arms of a training run.
ARMS = {"plain": BEFORE, "batch_norm": BATCH_NORM, "frozen": STANDARDIZED, "noisy": ORANGE}


def faint(colour: str, opacity: float) -> str:
    """Return a colour through which one sees what lies below."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour on the way from one to another."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + share * (b - a)):02X}" for a, b in pairs)
