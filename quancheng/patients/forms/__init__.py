"""The registry's forms. What can be chosen comes from the view: forms read no table."""
