"""What is claimed to be fast, measured beside its floor in the same run: `make bench`."""
