"""Addresses of the reports."""
