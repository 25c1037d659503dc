"""The one way in which reading gives up: a sentence for the clerk."""


class Unreadable(Exception):
    """The file cannot be read; the message is one Chinese sentence that says why and what to do."""
