"""Decisions about identity, consent and access to a record; no Django."""
