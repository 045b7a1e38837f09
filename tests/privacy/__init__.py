"""Confidences: who sees what, leaving, erasing, retention; tried on pages, mails and bytes."""
