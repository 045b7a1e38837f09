"""What the engine raises when its input cannot be meant."""


class InvalidInput(ValueError):  # noqa: N818 - the name of the contract with callers
    """People, policy or graph contradict themselves; the message names the offender."""
