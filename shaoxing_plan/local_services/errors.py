"""What can keep a local service from running."""


class LocalServiceError(Exception):
    """A local service cannot run; the message says in Chinese what to do about it."""
