"""Numbers: each defined once, read by the page, the list behind it and the export alike."""
