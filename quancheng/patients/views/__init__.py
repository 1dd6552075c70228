"""Views of the registry, by door."""
