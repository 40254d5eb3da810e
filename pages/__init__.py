"""A folder for each page: what it says, computes and draws."""
