"""The assignment problem, solved exactly, with the dual prices that prove it."""
