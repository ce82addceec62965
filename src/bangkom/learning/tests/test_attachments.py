"""Files and films of a lesson, as the people of a cohort reach them."""

import pytest
from django.urls import reverse

from bangkom.courseware.models import Module
from bangkom.courseware.services import (
    add_video,
    add_video_link,
    judge_upload,
    publish_version,
    start_draft,
    store_attachment,
)
from bangkom.learning.tests.factories import Learning, learning

pytestmark = pytest.mark.django_db

CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:03.000\nMendengar dulu.\n"


@pytest.fixture
def room() -> Learning:
    return learning()


@pytest.fixture
def pinned(room):
    """The cohort learns a version with a film and a link."""
    module = next_draft(room.module)
    lesson = module.draft.activities.get(key="pelajaran-1")
    captions = stored(module, "captions", CAPTIONS)
    film = stored(module, "video", webm())
    add_video(activity=lesson, attachment=film, captions=captions, title="Mediasi", words="Mendengar dulu.", by=None)
    add_video_link(activity=lesson, link="https://youtu.be/x", title="Di luar", minutes=3, words="Isinya.", by=None)
    publish_version(version=module.draft, by=None)
    room.cohort.pinned_modules.update(version=module.draft)
    return film


def next_draft(module: Module) -> Module:
    start_draft(module=module, by=None)
    module.refresh_from_db()
    return module


def stored(module, kind, content):
    return store_attachment(module=module, judged=judge_upload(kind=kind, content=content, name=kind), by=None)


def webm() -> bytes:
    """The least that is a film: a head, and one track of pictures 320 by 240."""

    def element(kind: bytes, content: bytes) -> bytes:
        return kind + bytes([0x80 | len(content)]) + content

    size = element(b"\xb0", b"\x01\x40") + element(b"\xba", b"\xf0")
    track = element(b"\xae", element(b"\x86", b"V_VP9") + element(b"\xe0", size))
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    return head + element(b"\x18\x53\x80\x67", element(b"\x16\x54\xae\x6b", track))


def address(room, found):
    return reverse("learning:attachment", args=[room.enrolment.pk, found.pk])


def test_a_lesson_tells_weight_and_words_before_anything_is_loaded(client, room, pinned):
    client.force_login(room.user)
    where = reverse("learning:activity", args=[room.enrolment.pk, room.module.pk, "pelajaran-1"])
    page = client.get(where).content.decode()
    assert page.index("Video · 1 KB") < page.index("Baca transkripnya") < page.index("<video")
    assert f'preload="none" playsinline width="320" height="240" src="{address(room, pinned)}"' in page
    assert "Tonton di YouTube" in page
    assert "<iframe" not in page


def test_a_participant_plays_the_film_in_parts(client, room, pinned):
    client.force_login(room.user)
    response = client.get(address(room, pinned), headers={"Range": "bytes=4-7"})
    assert (response.status_code, b"".join(response.streaming_content)) == (206, webm()[4:8])
    assert response["Content-Security-Policy"].endswith("sandbox")


def test_only_ones_own_enrolment_leads_to_the_film(client, room, pinned):
    client.force_login(room.other_user)
    assert client.get(address(room, pinned)).status_code == 404
    own = reverse("learning:attachment", args=[room.other.pk, pinned.pk])
    assert client.get(own).status_code == 200


def test_a_file_of_a_version_that_the_cohort_does_not_learn_is_not_found(client, room, pinned):
    module = next_draft(room.module)
    paper = stored(module, "captions", CAPTIONS)
    client.force_login(room.user)
    assert client.get(address(room, paper)).status_code == 404
    other = learning(people=2)
    assert client.get(address(room, stored(other.module, "captions", CAPTIONS))).status_code == 404


def test_the_film_of_a_lesson_costs_the_same_few_queries_however_long_the_module(
    client, room, pinned, django_assert_max_num_queries
):
    client.force_login(room.user)
    with django_assert_max_num_queries(4):
        client.get(address(room, pinned), headers={"Range": "bytes=0-1"})
