"""Hypothesis without a deadline: the first call of a test pays for threads and imports."""

from hypothesis import settings

settings.register_profile("core", deadline=None, max_examples=50)
settings.load_profile("core")
