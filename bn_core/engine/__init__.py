"""How the sums and the affine passes are made fast and exact. A first reader may skip this folder."""
