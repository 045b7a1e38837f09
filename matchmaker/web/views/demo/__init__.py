"""The desk of the demo: be anybody, and read every mail."""
