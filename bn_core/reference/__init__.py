"""Witnesses: data and answers from libraries that `bn_core` itself does not need. Imported inside functions only."""
