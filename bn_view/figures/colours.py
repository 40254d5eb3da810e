"""The colour of each stage, the same everywhere: from Okabe & Ito's set, told apart by colour-blind eyes, on light and dark."""

BEFORE = "#0072B2"
STANDARDIZED = "#D55E00"
MIN_MAX = "#009E73"
BATCH_NORM = "#CC79A7"
