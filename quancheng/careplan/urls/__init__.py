"""Addresses of the plan."""
