"""Whole databases: copied into a file, put back from it, or copied into another database."""
