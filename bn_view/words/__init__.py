"""Numbers, tables and sentences that several pages write."""
