"""Running statistics, their conventions, the gap they leave, and what the batch size does."""
