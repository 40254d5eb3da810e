"""A small network trained with and without batch normalization."""
