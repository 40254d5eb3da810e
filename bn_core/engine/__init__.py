"""What makes the sums and the affine passes over large arrays fast and exact. A first reader may skip this folder."""
