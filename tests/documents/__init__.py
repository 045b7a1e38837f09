"""Every command of the documents, run in its order: on a bare Debian, as an administrator does."""
