"""The use cases: the life of a match. They take a session, flush, and raise domain errors;
views, commands and jobs commit."""
