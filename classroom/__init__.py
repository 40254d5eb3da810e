"""A class that predicts together: its questions, votes and phases, kept in a database; nothing here draws or knows a page."""
