"""What people are told about an answer: reasons, alternatives, and why somebody is left over."""
