"""What runs by itself: which jobs are due, how each run went, and whether all is well."""
