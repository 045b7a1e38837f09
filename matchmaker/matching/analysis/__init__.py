"""What a coordinator may ask about an answer: other choices, changes that help, stability."""
