"""People and places that tests stand on, made by the actions."""
