"""Batch, layer, instance, group and RMS normalization as one coloured block."""
