"""Taking a file in, checking it, importing it, taking it back. One transaction for each piece of work."""
