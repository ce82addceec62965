"""Refusals in plain words. A service raises one where a person asked for what cannot be; a view shows the words."""


class Refused(Exception):
    """The act was refused and nothing was changed. `str(error)` tells the person why, and what to do."""

    def __init__(self, message: str, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code
