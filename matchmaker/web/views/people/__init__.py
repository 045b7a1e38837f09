"""The directory of people, for coordinators."""
