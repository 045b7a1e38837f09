"""The life of a match until the introduction: published, offered, answered, introduced."""
