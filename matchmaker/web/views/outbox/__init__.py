"""Mails that did not get through, for coordinators; mails that somebody refuses."""
