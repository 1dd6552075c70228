"""Addresses of the audit trail."""
