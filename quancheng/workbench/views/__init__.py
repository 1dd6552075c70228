"""The staff's own pages: first page, search, lists, the patient record."""
