"""Who may have an account, how people sign in, and who is a coordinator."""
