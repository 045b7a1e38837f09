"""What needs a coordinator: computed from its cause, so that it opens and closes with it."""
