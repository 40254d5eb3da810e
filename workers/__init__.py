"""Processes beside the server, for what would slow every session down: TensorFlow, and the training of networks."""
