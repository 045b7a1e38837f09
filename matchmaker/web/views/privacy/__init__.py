"""What is kept and who sees it, a member's own data, leaving and being erased."""
