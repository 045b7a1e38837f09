"""Mails that came back after a server had taken them, and complaints, read from a mailbox."""
