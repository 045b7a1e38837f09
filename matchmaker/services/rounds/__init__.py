"""A month's matching as data: opened, frozen as a snapshot, solved, saved."""
