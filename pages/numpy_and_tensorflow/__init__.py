"""The article replayed, five implementations side by side, their precision, a notebook to take home."""
