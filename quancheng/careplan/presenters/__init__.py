"""The words of the plan's pages."""
