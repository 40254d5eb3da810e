"""One module a page: read controls, compute, draw."""
