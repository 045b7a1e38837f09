"""Mails that are owed, and those that did not get through."""
