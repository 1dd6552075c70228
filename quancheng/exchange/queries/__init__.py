"""Reads of what was received, one file per subject."""
