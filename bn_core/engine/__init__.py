"""Checks of arguments, and what makes the sums and the affine passes fast and exact. A first reader may skip this folder."""
