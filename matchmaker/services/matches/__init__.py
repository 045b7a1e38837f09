"""The life of a match: published, offered, answered, introduced, followed up."""
