"""Records and lists in the words of the staff pages."""
