"""The registry in the words of its pages."""
