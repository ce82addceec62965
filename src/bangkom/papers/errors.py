"""What can go wrong on the way to a printed page."""


class PapersError(ValueError):
    """A paper cannot be made from what it was given; the message says why, for the log."""
