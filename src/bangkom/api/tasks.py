from bangkom.api import limits


def forget() -> None:
    limits.forget()
