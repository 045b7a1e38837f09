"""The use cases, one folder a subject. They take a session, flush, and raise domain errors;
views, commands and jobs commit."""
