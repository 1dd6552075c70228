"""Addresses of the design system itself."""
