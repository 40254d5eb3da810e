"""Batch, layer, instance, group and RMS normalization as one block of values."""
