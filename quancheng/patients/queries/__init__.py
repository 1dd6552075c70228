"""Reads of the registry; every one starts with the actor."""
