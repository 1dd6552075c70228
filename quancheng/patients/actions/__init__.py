"""Writes of the registry, one file per subject."""
