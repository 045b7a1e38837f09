"""The coordinators' page of what needs attention."""
