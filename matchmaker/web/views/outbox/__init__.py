"""Mails that did not get through, for coordinators."""
