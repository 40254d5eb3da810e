"""How much of an activation function the normalized values use."""
