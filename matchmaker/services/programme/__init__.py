"""A programme: its calendar, its policy, and whose cases a coordinator does not see."""
