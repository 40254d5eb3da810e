"""Processes beside the server, for TensorFlow and the training of networks, and how much memory and files the server takes."""
