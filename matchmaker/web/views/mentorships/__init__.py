"""Our mentorship: the page of a pair, for its two people and for coordinators."""
