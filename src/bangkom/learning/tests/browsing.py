"""What the tests of pages share: addresses, posting a form, sending answers, a finished attempt."""

import json

from django.urls import reverse

from bangkom.core.ids import new_id
from bangkom.learning.services import save_answers, submit_attempt
from bangkom.learning.tests.factories import RIGHT, WRONG


def url(name, *args):
    return reverse(f"learning:{name}", args=args)


def activity_url(room, key, name="activity"):
    return url(name, room.enrolment.pk, room.module.pk, key)


def post(client, address, **fields):
    return client.post(address, {"op_id": str(new_id()), **fields})


def text(response):
    return response.content.decode()


def send(client, attempt, *ops):
    body = {"ops": [{"op_id": str(o.op_id), "item": o.item_id, "response": o.response} for o in ops]}
    return client.post(url("save_answers", attempt.pk), json.dumps(body), content_type="application/json")


def submitted(room, answers=RIGHT):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops(answers), by=room.user)
    return submit_attempt(attempt=attempt, by=room.user)


def every_page(room):
    """All pages of a learner, with an open and a submitted attempt."""
    done = submitted(room, WRONG)
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops({"single": ["a"]}), by=room.user)
    return [
        url("list"),
        url("room", room.enrolment.pk),
        activity_url(room, "pelajaran-1"),
        activity_url(room, "pelajaran-2"),
        activity_url(room, "kuis"),
        url("quiz", attempt.pk, 1),
        url("quiz", attempt.pk, 2),
        url("review", attempt.pk),
        url("result", done.pk),
    ]
