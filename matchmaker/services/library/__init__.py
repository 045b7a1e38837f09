"""The library: cards and resources for each step of each skill, and what members say of them."""
