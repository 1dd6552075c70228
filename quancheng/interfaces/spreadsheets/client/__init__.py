"""Reading spreadsheets as they come: bytes in, rows of cells out; nothing is evaluated or guessed."""
