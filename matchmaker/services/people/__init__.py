"""Many people at once: the directory, the import and export of files, the sample organisation."""
