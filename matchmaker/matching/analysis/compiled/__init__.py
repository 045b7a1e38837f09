"""What is looked into of large rounds by compiled code; loaded by name, when such a round comes."""
