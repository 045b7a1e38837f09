"""Proves that an answer is the best one, or names the first fault. Knows no solver."""
