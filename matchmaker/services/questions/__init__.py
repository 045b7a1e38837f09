"""What mails ask a member, and the links by which it is answered."""
