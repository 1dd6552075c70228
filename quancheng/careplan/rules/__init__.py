"""Decisions about the plan, over plain facts and dates."""
