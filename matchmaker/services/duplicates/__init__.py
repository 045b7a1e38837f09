"""Members who may be one person: found, told apart, or made one."""
