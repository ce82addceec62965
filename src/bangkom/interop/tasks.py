from bangkom.interop import services


def send_webhooks() -> None:
    services.gather()
    services.send_due()


def forget() -> None:
    services.forget()
