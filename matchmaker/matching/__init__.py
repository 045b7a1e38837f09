"""The matching engine: who is paired with whom, why, and why it is the best answer. Pure."""
