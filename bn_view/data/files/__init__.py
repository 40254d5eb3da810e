"""Reading somebody's files: a file is data, never code, and nothing is unpacked before it is looked at."""
