"""Processes that work beside the server: one worker, the queue of training runs, and the steps of one run."""
