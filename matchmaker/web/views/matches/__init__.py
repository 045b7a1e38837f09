"""An offer for the mentor who was asked, and the match for its two people."""
