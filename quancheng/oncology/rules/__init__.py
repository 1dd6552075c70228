"""Decisions about the disease, over plain facts: no database, no clock."""
