"""What goes over the wire stays light (`ux.md` 5.2): stylesheet, scripts, a whole quiz.

The pages themselves are weighed where all of them are opened, in `test_every_page`; how long a learner waits on a weak
signal is measured by `python -m tests.load.network`.
"""

import json

import brotli
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bangkom.core.ids import new_id
from bangkom.learning.models import Attempt
from bangkom.learning.tests.factories import RIGHT, learning

KB = 1024
CSS_KB, SCRIPT_KB = 15, 20
QUIZ_KB, QUESTIONS, SAVE_BYTES = 60, 10, 1.5 * KB
# The heads of a request and of its answer: behind TLS browsers speak HTTP/2, which packs those that repeat.
HEADS = 300


def test_stylesheet_and_scripts_keep_their_weight():
    folder = settings.STATICFILES_DIRS[0]
    styles = sum(weight(path) for path in folder.glob("css/*.css"))
    scripts = sum(weight(path) for path in folder.glob("js/*.js"))
    assert styles <= CSS_KB * KB
    assert scripts <= SCRIPT_KB * KB


def weight(path) -> int:
    """Bytes on the wire."""
    return len(brotli.compress(path.read_bytes(), quality=11))


class Wire:
    """A phone that counts the bytes it sends and receives, heads included."""

    def __init__(self, user) -> None:
        self.phone = Client(headers={"accept-encoding": "br"})
        self.phone.force_login(user)
        self.bytes = 0

    def get(self, name: str, *of) -> int:
        return self._count(self.phone.get(reverse(name, args=of)), b"")

    def send(self, name: str, *of, **fields) -> int:
        """A form of a page."""
        fields["op_id"] = str(new_id())
        return self._count(self.phone.post(reverse(name, args=of), fields), json.dumps(fields).encode())

    def save(self, attempt: Attempt, item: int, response: list[str]) -> int:
        """An answer as the page sends it."""
        ops = {
            "op_id": str(new_id()),
            "item": item,
            "response": response,
            "device": str(new_id()),
            "seq": 1795312345678,
        }
        body = json.dumps({"ops": [ops]}).encode()
        address = reverse("learning:save_answers", args=[attempt.pk])
        return self._count(self.phone.post(address, body, content_type="application/json"), body)

    def _count(self, response: HttpResponse, body: bytes) -> int:
        assert response.status_code in {200, 302}
        found = len(body) + len(response.content) + HEADS
        self.bytes += found
        return found


@pytest.mark.django_db
def test_a_quiz_of_ten_questions_is_sent_with_few_bytes():
    scene = learning()
    phone = Wire(scene.user)
    of_quiz = (scene.enrolment.pk, scene.module.pk, "kuis")
    phone.get("learning:activity", *of_quiz)
    phone.send("learning:start", *of_quiz)
    attempt = Attempt.objects.get()
    around = phone.bytes
    pages = [phone.get("learning:quiz", attempt.pk, number) for number in (1, 2, 3)]
    saves = [phone.save(attempt, scene.item(key).pk, response) for key, response in RIGHT.items()]
    phone.bytes = around
    phone.get("learning:review", attempt.pk)
    phone.send("learning:submit", attempt.pk)
    phone.get("learning:result", attempt.pk)
    assert max(saves) <= SAVE_BYTES
    assert phone.bytes + QUESTIONS * (max(pages) + max(saves)) <= QUIZ_KB * KB
