"""The profile form, and the page that follows it."""
