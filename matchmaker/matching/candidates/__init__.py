"""Who may be paired with whom, and how good each pair would be. Nobody is matched here."""
