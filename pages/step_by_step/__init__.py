"""One value of a mini-batch, followed through the arithmetic."""
