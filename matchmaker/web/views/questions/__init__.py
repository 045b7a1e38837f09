"""Pages on which one question of a mail is answered."""
