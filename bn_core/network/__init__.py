"""A small dense network with and without batch normalization, and its training."""
