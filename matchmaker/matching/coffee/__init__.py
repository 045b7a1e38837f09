"""Groups for coffee chats: another problem than the assignment, with solvers of its own."""
