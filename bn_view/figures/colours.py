"""The colour of each stage, the same everywhere: from Okabe & Ito's set, told apart by colour-blind eyes, on light and dark."""

BEFORE = "#0072B2"
STANDARDIZED = "#D55E00"
MIN_MAX = "#009E73"
BATCH_NORM = "#CC79A7"

# Who computed it: bn_core and scikit-learn in the colour of what they are known for here.
WITNESSES = {
    "textbook": "#8C8C8C",
    "bn_core": BATCH_NORM,
    "tf_nn": "#E69F00",
    "keras": "#56B4E9",
    "scikit_learn": STANDARDIZED,
}

# The one value that is followed.
PICKED = "#E69F00"
