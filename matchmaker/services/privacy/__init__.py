"""Leaving, being erased, how long things are kept, and a copy of one's own data."""
