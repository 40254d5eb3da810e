"""Predict, then see: questions whose answers the app computes, put to a class by its teacher, or to oneself."""
