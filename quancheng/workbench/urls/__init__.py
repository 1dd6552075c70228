"""Addresses of the staff pages."""
