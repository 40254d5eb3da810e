"""Where mini-batches come from, and what `bn_core` makes of them."""
