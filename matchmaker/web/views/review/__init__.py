"""A coordinator's pages about rounds: the list, the review of one, its publication."""
