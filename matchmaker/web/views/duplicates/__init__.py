"""Two entries that may be one person: made one, or told apart."""
