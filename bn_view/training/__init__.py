"""Networks that train in worker processes: what is asked for, who waits for it, and what is kept of it."""
