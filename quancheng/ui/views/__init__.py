"""Views of the design system itself."""
