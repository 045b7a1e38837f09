"""What a coordinator sees of a round, and decides, before it is published."""
