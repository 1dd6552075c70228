"""The shape of what staff type in the record pages."""
