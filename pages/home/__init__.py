"""A lesson of 45 minutes."""
