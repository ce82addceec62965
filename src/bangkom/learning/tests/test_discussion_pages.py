"""The pages of the discussion: participants on their phones, those who guide the cohort, everybody else."""

import datetime as dt
import re

import brotli
import pytest
from django.urls import reverse

from bangkom.cohorts.models import CohortStaff
from bangkom.cohorts.services import withdraw
from bangkom.core import clock
from bangkom.core.ids import new_id
from bangkom.core.models import Role
from bangkom.learning.models import Post, Report
from bangkom.learning.services import delete_post, edit_post, hide_post
from bangkom.learning.tests.browsing import activity_url, post, text, url
from bangkom.learning.tests.factories import learning
from bangkom.learning.tests.talking import (
    ANSWER,
    REASON,
    STORY,
    answer,
    bulk,
    of_cohort,
    organizer,
    sheet,
    story,
    talking,
    trainer,
)
from bangkom.people.tests.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
MOST_QUERIES = 7
MOST_BYTES = 14 * 1024


@pytest.fixture
def room():
    return talking()


@pytest.fixture
def me(client, room):
    client.force_login(room.user)
    return client


def here(room):
    return activity_url(room, "diskusi")


def desk(room, name="discussions", *args):
    return reverse(f"learning:{name}", args=[room.cohort.slug, *args])


def test_an_experience_is_written_by_a_plain_form(me, room):
    page = text(me.get(here(room)))
    assert "Ceritakan satu peristiwa." in page
    assert "0 dari 1 pengalaman, 0 dari 2 tanggapan." in page
    assert "Belum ada yang menulis" in page
    form = activity_url(room, "diskusi", "share")
    assert form in page
    assert "jangan sebut nama" in text(me.get(form))
    reply = post(me, form, text=STORY.format(1))
    assert reply.url == here(room)
    page = text(me.get(here(room)))
    assert "Pengalaman Anda terkirim. Sekarang tanggapi pengalaman peserta lain." in page
    assert "Dua kelompok pemuda" in page
    assert "1 dari 1 pengalaman, 0 dari 2 tanggapan." in page


def test_a_form_sent_twice_writes_once(me, room):
    form, fields = activity_url(room, "diskusi", "share"), {"op_id": str(new_id()), "text": STORY.format(1)}
    assert me.post(form, fields).url == here(room)
    assert me.post(form, fields).url == here(room)
    assert Post.objects.count() == 1


def test_what_is_too_short_stays_in_the_form_with_the_reason(me, room):
    response = post(me, activity_url(room, "diskusi", "share"), text="Pendek saja.")
    assert response.status_code == 422
    assert "Tulis sedikitnya 50 huruf." in text(response)
    assert "Pendek saja.</textarea>" in text(response)
    thread = story(room, room.other_user)
    response = post(me, url("thread", thread.pk), text="ya")
    assert response.status_code == 422
    assert "Tulis sedikitnya 10 huruf." in text(response)


def test_a_reply_leads_to_itself_and_says_what_is_left(me, room):
    thread = story(room, room.other_user)
    assert url("thread", thread.pk) in text(me.get(here(room)))
    sent = post(me, url("thread", thread.pk), text=ANSWER.format(1))
    made = Post.objects.get(thread=thread)
    assert sent.url == url("post", made.pk)
    response = me.get(sent.url)
    assert response.url == f"{url('thread', thread.pk)}#tulisan-{made.pk}"
    page = text(me.get(response.url))
    assert "Tulis juga pengalaman Anda sendiri." in page
    assert f'id="tulisan-{made.pk}"' in page
    story(room, room.user)
    post(me, url("thread", thread.pk), text=ANSWER.format(2))
    assert "Syarat diskusi terpenuhi." in text(me.get(url("thread", thread.pk)))
    assert "Selesai" in text(me.get(here(room)))


def test_words_are_words_and_addresses_become_links(me, room):
    thread = story(room, room.other_user)
    hostile = "<script>alert(1)</script> javascript:alert(2)\nBaris dua https://peraturan.go.id/uu-7-2012?a=1&b=2"
    post(me, url("thread", thread.pk), text=hostile)
    page = text(me.get(url("thread", thread.pk)))
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert 'href="https://peraturan.go.id/uu-7-2012?a=1&amp;b=2" rel="nofollow"' in page
    assert "<br>" in page


def test_a_trainers_words_are_marked(me, room):
    thread = story(room, trainer(room))
    assert "Pengajar" in text(me.get(here(room)))
    assert "Petugas 710" in text(me.get(url("thread", thread.pk)))


def test_pages_keep_their_budget_whatever_was_written(client, django_assert_max_num_queries):
    room = talking()
    bulk(room, threads=45, replies=3)
    thread = Post.objects.filter(thread__isnull=True, author=room.other_user).first()
    bulk_replies = [
        Post(
            cohort=room.cohort, activity=thread.activity, part="participant", thread=thread, author=room.other_user,
            enrolment=room.other, text=f"{n} " + " ".join(f"kata{n * m}" for m in range(110)),
        )
        for n in range(60)
    ]  # fmt: skip
    Post.objects.bulk_create(bulk_replies)
    client.force_login(room.user)
    addresses = [here(room), f"{here(room)}?halaman=3", url("thread", thread.pk), url("room", room.enrolment.pk)]
    addresses += [activity_url(room, "diskusi", "share"), url("report_post", thread.pk), url("list")]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):
            response = client.get(address)
        assert response.status_code == 200, address
        assert len(brotli.compress(response.content, quality=5)) <= MOST_BYTES, address
    assert len(client.get(here(room)).context["threads"]) == 20
    assert len(client.get(f"{here(room)}?halaman=3").context["threads"]) == 5
    for beyond in ("9", "x", "-1", "99999999999"):
        assert client.get(f"{here(room)}?halaman={beyond}").status_code == 200
    last = Post.objects.filter(thread=thread).order_by("written_at", "pk").last()
    assert f"?halaman=4#tulisan-{last.pk}" in client.get(url("post", last.pk)).url


def test_before_its_stage_the_room_says_when(me, room):
    later = clock.today(room.cohort.agency) + dt.timedelta(days=2)
    room.cohort.stages.filter(stage=sheet(room).stage).update(starts_on=later)
    thread = story(room, trainer(room))
    response = me.get(here(room), follow=True)
    assert "Diskusi pengalaman dibuka" in text(response)
    assert me.get(activity_url(room, "diskusi", "share")).status_code == 302
    assert me.get(url("thread", thread.pk)).status_code == 404
    assert me.get(activity_url(room, "pelajaran-1")).status_code == 200


def test_the_room_lists_the_discussion_with_its_state(me, room):
    address = url("room", room.enrolment.pk)
    page = text(me.get(address))
    assert here(room) in page
    assert "Diskusi · 0 dari 1 pengalaman, 0 dari 2 tanggapan" in page
    story(room, room.user)
    page = text(me.get(address))
    assert "Diskusi · 1 dari 1 pengalaman, 0 dari 2 tanggapan" in page
    assert "Sedang dikerjakan" in page


def test_a_discussion_that_no_condition_names_stands_with_its_module(client):
    room = learning(discussion={}, with_sessions=False)
    client.force_login(room.user)
    assert here(room) in text(client.get(url("room", room.enrolment.pk)))
    assert "tidak menentukan kelulusan" in text(client.get(here(room)))
    story(room, room.user)
    assert "Selesai" in text(client.get(url("room", room.enrolment.pk)))


def test_lessons_and_discussion_lead_to_each_other(me, room):
    assert activity_url(room, "kuis") in text(me.get(here(room)))
    assert here(room) in text(me.get(activity_url(room, "kuis")))


def test_the_own_words_are_mended_and_taken_back(me, room):
    mine = story(room, room.user)
    page = text(me.get(url("thread", mine.pk)))
    assert url("edit_post", mine.pk) in page
    assert url("report_post", mine.pk) not in page
    form = text(me.get(url("edit_post", mine.pk)))
    assert 'name="wording" value="1"' in form
    assert post(me, url("edit_post", mine.pk), text=STORY.format(9), wording=1).url == url("post", mine.pk)
    stale = post(me, url("edit_post", mine.pk), text=STORY.format(8), wording=1)
    assert stale.status_code == 422
    assert "diubah di jendela lain" in text(stale)
    assert "diubah" in text(me.get(url("thread", mine.pk)))
    asked = text(me.get(url("delete_post", mine.pk)))
    assert "tidak dihitung lagi untuk syarat diskusi" in asked
    assert post(me, url("delete_post", mine.pk)).url == here(room)
    assert sheet(room).facts == {"posts": 0, "replies": 0}
    assert me.get(url("delete_post", mine.pk)).url == here(room)


def test_after_a_day_the_words_are_not_changed_any_more(me, room):
    with clock.held_at(clock.now() - dt.timedelta(hours=30)):
        mine = story(room, trainer(room))
    Post.objects.filter(pk=mine.pk).update(author=room.user, enrolment=room.enrolment, part="participant")
    page = text(me.get(url("thread", mine.pk)))
    assert url("edit_post", mine.pk) not in page
    assert url("delete_post", mine.pk) in page
    assert me.get(url("edit_post", mine.pk)).url == url("post", mine.pk)


def test_a_deleted_experience_with_replies_says_so_and_keeps_them(me, room):
    theirs = story(room, room.other_user)
    answer(theirs, room.user)
    delete_post(post=theirs, by=room.other_user)
    page = text(me.get(url("thread", theirs.pk)))
    assert "Dihapus penulisnya." in page
    assert "Dua kelompok pemuda" not in page
    assert room.other.name not in re.sub(r"<header.*?</header>", "", page, flags=re.S)
    assert "tidak bisa ditanggapi lagi" in page
    assert "Di kecamatan kami" in page


def test_the_author_of_hidden_words_reads_why_and_others_do_not_read_them(client, room):
    mine = story(room, room.user)
    answer(mine, room.other_user)
    hide_post(post=mine, reason=REASON, by=trainer(room))
    client.force_login(room.user)
    page = text(client.get(url("thread", mine.pk)))
    assert REASON in page
    assert "Dua kelompok pemuda" in page
    client.force_login(room.other_user)
    page = text(client.get(url("thread", mine.pk)))
    assert REASON not in page
    assert "Dua kelompok pemuda" not in page
    assert "Dua kelompok pemuda" not in text(client.get(here_of(room, room.other)))


def here_of(room, enrolment):
    return url("activity", enrolment.pk, room.module.pk, "diskusi")


def test_somebody_elses_post_is_reported_and_the_desk_decides(client, room):
    theirs = story(room, room.other_user)
    client.force_login(room.user)
    address = url("report_post", theirs.pk)
    assert "tidak diberi tahu siapa yang melaporkan" in text(client.get(address))
    assert post(client, address).status_code == 422
    other = post(client, address, reason="other", words="")
    assert "Tulis apa yang mengganggu." in text(other)
    assert post(client, address, reason="private", words="Ada nomor telepon").url == url("post", theirs.pk)
    assert post(client, address, reason="rude").status_code == 302
    assert Report.objects.count() == 1
    edit_post(post=theirs, text=STORY.format(77), seen=1, by=room.other_user)
    client.force_login(trainer(room))
    page = text(client.get(desk(room)))
    assert "1 tulisan dilaporkan" in page
    assert "Membuka data pribadi atau rahasia: Ada nomor telepon" in page
    assert room.user.name in page
    assert "Sebelum diubah" in page
    assert post(client, url("keep_post", theirs.pk)).url == desk(room)
    page = text(client.get(desk(room)))
    assert "Tidak ada laporan yang menunggu." in page
    assert "Tulisan dibiarkan" in page


def test_a_moderator_hides_with_a_reason_and_shows_again(client, room):
    theirs = story(room, room.user)
    client.force_login(organizer(room))
    thread = text(client.get(url("thread", theirs.pk)))
    assert url("hide_post", theirs.pk) in thread
    assert url("report_post", theirs.pk) not in thread
    assert "tidak dihitung untuk syarat" in text(client.get(url("hide_post", theirs.pk)))
    assert post(client, url("hide_post", theirs.pk), reason="").status_code == 422
    assert post(client, url("hide_post", theirs.pk), reason=REASON).url == desk(room)
    page = text(client.get(desk(room)))
    assert "Sedang disembunyikan" in page
    assert REASON in page
    assert client.get(url("hide_post", theirs.pk)).url == url("post", theirs.pk)
    assert "Tampilkan lagi" in text(client.get(url("thread", theirs.pk)))
    assert post(client, url("show_post", theirs.pk)).url == desk(room)
    assert sheet(room).facts["posts"] == 1


def test_who_guides_reads_and_writes_along(client, room):
    story(room, room.user)
    for user in (of_cohort(room, CohortStaff.Part.COACH), organizer(room)):
        client.force_login(user)
        page = text(client.get(desk(room)))
        address = desk(room, "discussion", room.module.pk, "diskusi")
        assert address in page
        page = text(client.get(address))
        assert "Dua kelompok pemuda" in page
        assert "Ceritakan satu peristiwa." in page
        form = desk(room, "staff_share", room.module.pk, "diskusi")
        assert post(client, form, text=STORY.format(user.pk)).url == address
    assert client.get(desk(room, "discussion", room.module.pk, "kuis")).status_code == 404


def test_the_tab_leads_there_only_where_the_curriculum_asks_for_it(client, room):
    client.force_login(organizer(room))
    assert desk(room) in text(client.get(reverse("cohorts:sheet", args=[room.cohort.slug])))
    bare = learning()
    client.force_login(organizer(bare))
    assert desk(bare) not in text(client.get(reverse("cohorts:sheet", args=[bare.cohort.slug])))


def test_a_coach_reads_but_moderates_nothing(client, room):
    theirs = story(room, room.user)
    client.force_login(of_cohort(room, CohortStaff.Part.COACH))
    page = text(client.get(url("thread", theirs.pk)))
    assert url("report_post", theirs.pk) in page
    assert url("hide_post", theirs.pk) not in page
    for name in ("hide_post", "show_post", "keep_post"):
        assert post(client, url(name, theirs.pk), reason=REASON).status_code == 403
    assert "laporan" not in text(client.get(desk(room))).lower()


def test_whoever_else_asks_finds_nothing(client, room):
    mine = story(room, room.user)
    addresses = [url(name, mine.pk) for name in ("thread", "post", "edit_post", "delete_post", "report_post")]
    addresses += [url("hide_post", mine.pk), desk(room), desk(room, "discussion", room.module.pk, "diskusi")]
    elsewhere = talking()
    leader = staff(Role.LEADER, room.cohort.agency)
    for user in (elsewhere.user, organizer(elsewhere), trainer(elsewhere), leader, UserFactory()):
        client.force_login(user)
        for address in addresses:
            assert client.get(address).status_code == 404, address
            assert post(client, address, text=ANSWER, reason=REASON).status_code in {404, 405}, address
    client.force_login(leader)
    assert desk(room) not in text(client.get(reverse("cohorts:detail", args=[room.cohort.slug])))
    withdraw(enrolment=room.other, reason="Mutasi", by=room.user)
    client.force_login(room.other_user)
    assert client.get(url("thread", mine.pk)).status_code == 404


def test_another_participant_may_read_but_neither_change_nor_moderate(client, room):
    mine = story(room, room.user)
    client.force_login(room.other_user)
    assert client.get(url("thread", mine.pk)).status_code == 200
    for name in ("edit_post", "delete_post"):
        assert post(client, url(name, mine.pk), text=STORY, wording=1).status_code == 404
    assert post(client, url("hide_post", mine.pk), reason=REASON).status_code == 403
    assert client.get(desk(room)).status_code == 404
    mine.refresh_from_db()
    assert mine.is_standing


def test_in_english_every_word_is_english(client, room):
    mine = story(room, room.other_user)
    room.user.language = "en"
    room.user.save(update_fields=["language"])
    client.force_login(room.user)
    page = text(client.get(here(room)))
    assert "Write an experience" in page
    assert "Read and reply" in page
    assert "Report" in text(client.get(url("thread", mine.pk)))
