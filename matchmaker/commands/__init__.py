"""The operator's command groups, one a file: parse, call a service, commit, print."""
