"""Who came in, went out, was refused, or did what needs a proof: the access log."""
