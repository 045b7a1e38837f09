"""What goes into the engine and comes out: frozen values, and what refuses wrong ones."""
