"""Whose standard deviation: that of all values, or the mean of those of their parts."""
