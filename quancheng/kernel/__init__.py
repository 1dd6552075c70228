"""Django-free helpers that every floor may use; import the module you need, nothing is re-exported."""
