"""Reads over several apps for the staff pages; every one starts with the actor."""
