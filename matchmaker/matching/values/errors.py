"""What the engine raises when its input cannot be meant."""


class InvalidInput(ValueError):
    """People, policy or graph contradict themselves; the message names the offender."""
