"""What each colour means, the same on every page: told apart by colour-blind eyes, on light and dark.

The story has seven colours: values before, standardized and after, a function, what is followed, what stands for all data, and
what is wrong by how much. What is beside the story has one that is left, or one of the seven where both are never in one picture.
What is compared by name (who computed it, arms of a run, groups) has a row of colours, each for a name and not for a meaning.
"""

# Okabe & Ito's set, with a blue that is read as well on a dark page as on a light one, and what it lacks.
BLUE, VERMILLION, GREEN, PURPLE = "#0F7CBF", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW = "#E69F00", "#56B4E9", "#F0E442"
RED, OLIVE, SLATE, GOLD, INDIGO = "#C2334D", "#857410", "#5F7683", "#A58A26", "#6C74CE"
# Marks that belong to the chart and not to the data, mostly translucent.
GREY = "#888888"

# Values as they come; with mean 0 and standard deviation 1; scaled by gamma and shifted by beta, too.
BEFORE, STANDARDIZED, BATCH_NORM = BLUE, VERMILLION, PURPLE
# An activation function, and what comes out of it; a straight line beside it.
ACTIVATION, STRAIGHT = SKY, GREY
# The one value that is followed, and an image that is normalized by itself.
FOLLOWED = ALONE = ORANGE
# What stands for all data and not for a part: running statistics, and the standard deviation of all values.
INFERENCE = OF_ALL = GREEN
# How far two results lie apart, and what a wrong recipe makes: the mean of the parts' deviations.
DIFFERENCE = OF_PARTS = RED

# What the training mode makes of a mini-batch is what batch normalization makes; the statistics of all images are a mark.
TRAINING, TRUE = BATCH_NORM, "#8C8C8C"
# What is beside the story: min-max scaling.
MIN_MAX = SLATE
# The other wrong recipes: the root of the parts' mean variance; workers' statistics merged as if all had as many values.
ROOT_OF_PARTS = AS_EQUAL = ORANGE
# What both sums of a variance are of: the spread within each part, whose values are as they come, and that of the parts' means.
WITHIN, BETWEEN = BLUE, GOLD
# What a normal distribution would look like: read on the fill of a histogram.
NORMAL = GOLD
# Curves that stand for nothing shown elsewhere, in their order: read on light and dark.
CURVES = (INDIGO, GOLD, "#8C8C8C")

# Who computed it: bn_core in the colour of batch normalization, the formula that nobody should take in grey.
WITNESSES = {"textbook": BLUE, "bn_core": BATCH_NORM, "tf_nn": ORANGE, "keras": SKY, "scikit_learn": GREEN, "one_pass": GREY}
# The arms of a training run: with gamma and beta frozen at 1 and 0, values are standardized only.
ARMS = {"plain": BEFORE, "batch_norm": BATCH_NORM, "frozen": STANDARDIZED, "noisy": ORANGE}
# The lines of groups take turns.
GROUPS = (BLUE, ORANGE, SKY, OLIVE, RED, YELLOW, "#999999")
# What a class predicts, and what is computed, which lies over it.
PREDICTED, COMPUTED = INDIGO, GREEN
# Of the sets of values that share a statistic the one that is picked, whose values are as they come.
PICKED = BEFORE
# What is written on pixels.
ON_DARK, ON_LIGHT = "#FFFFFF", "#111111"


def faint(colour: str, opacity: float) -> str:
    """Return a colour through which one sees what lies below."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


# Of a colour that is written so much is left, and the rest is the colour of the page's text: on light and on dark it is read.
_LEFT = {BLUE: 0.9, RED: 0.75, VERMILLION: 0.85, GREEN: 0.77, PURPLE: 0.7, ORANGE: 0.58}


def written(text: str, colour: str) -> str:
    """Return text as HTML in the shade of a colour that can be read on the page, on its ground as in its charts."""
    return f'<span style="color:color-mix(in srgb,{colour} {_LEFT[colour]:.0%},var(--ink))">{text}</span>'


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour on the way from one to another."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + share * (b - a)):02X}" for a, b in pairs)
