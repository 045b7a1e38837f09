"""The site under load: people register and fill in profiles while the jobs run."""
