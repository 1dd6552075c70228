"""Invented people: who they are, before anything happens to them."""
