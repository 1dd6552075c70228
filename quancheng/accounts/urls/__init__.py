"""Addresses of accounts: the door, one's own account, and administration."""
