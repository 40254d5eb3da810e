"""Why the shape of a histogram stays, and where it does not."""
