"""One mini-batch, four histograms, and sliders that move the picture."""
