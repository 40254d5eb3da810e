"""What makes the sums and the affine passes over large arrays fast and exact. `plain` says the same in a few lines."""
