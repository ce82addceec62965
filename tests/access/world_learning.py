"""Addresses of what is learned: rooms, discussions, programmes, modules of the first agency."""

from typing import TYPE_CHECKING, Any

from bangkom.courseware.models import Activity, Attachment
from bangkom.courseware.services import (
    add_audio,
    add_file,
    add_pdf,
    add_picture,
    add_video,
    add_video_link,
    shrink_picture,
    start_draft,
    store_picture,
)
from bangkom.courseware.tests.factories import picture_file
from bangkom.courseware.tests.files import attachment
from bangkom.learning.services import reply, report_post, share_experience
from bangkom.learning.tests.factories import Learning
from bangkom.programmes.services import start_new_version
from bangkom.reporting.queries.catalogue import slug_of

if TYPE_CHECKING:
    from tests.access.world import World

Arguments = dict[str, Any]


def learning_pages(scene: Learning) -> dict[str, Arguments]:
    version = scene.module.published
    lesson = version.activities.get(key="pelajaran-1")
    picture = store_picture(module=scene.module, shrunk=shrink_picture(picture_file()), name="peta.png", by=None)
    start_draft(module=scene.module, by=None)
    scene.module.refresh_from_db()
    drafted = scene.module.draft.activities.get(key="pelajaran-1")
    add_picture(activity=drafted, picture=picture, alt="Peta", by=None)
    film = add_files(drafted)
    drafted.refresh_from_db()
    # As if these had been published: the cohort learns the version before.
    lesson.blocks = drafted.blocks
    lesson.save(update_fields=["blocks"])
    for use in drafted.uses.all():
        lesson.uses.create(attachment=use.attachment)
    own = {"enrolment_id": scene.enrolment.pk}
    on = own | {"module_id": scene.module.pk}
    attempt = scene.attempt()
    return {
        "learning:room": own,
        "learning:picture": own | {"picture_id": picture.pk},
        "learning:attachment": own | {"attachment_id": film.pk},
        "learning:activity": on | {"key": "pelajaran-1"},
        "learning:complete": on | {"key": "pelajaran-1"},
        "learning:start": on | {"key": "kuis"},
        "learning:quiz": {"attempt_id": attempt.pk, "number": 1},
        **{f"learning:{name}": {"attempt_id": attempt.pk} for name in ("save_answers", "review", "submit", "result")},
        "courseware:picture": {"pk": picture.pk},
        "courseware:attachment": {"pk": film.pk},
    }


def add_files(lesson: Activity) -> Attachment:
    """A part of every kind with a file or film; the film."""
    made = {kind: attachment(lesson.version.module, kind) for kind in ("file", "pdf", "audio", "video", "captions")}
    words = "Mendengar dulu."
    add_file(activity=lesson, attachment=made["file"], title="Lembar kerja", note="Untuk latihan.", by=None)
    add_pdf(activity=lesson, attachment=made["pdf"], title="Panduan", words=words, by=None)
    add_audio(activity=lesson, attachment=made["audio"], title="Dialog", words=words, by=None)
    film, captions = made["video"], made["captions"]
    add_video(activity=lesson, attachment=film, captions=captions, title="Mediasi", words=words, by=None)
    add_video_link(activity=lesson, link="https://youtu.be/x", title="Film", minutes=4, words=words, by=None)
    return film


def discussion_pages(scene: Learning, world: "World") -> dict[str, Arguments]:
    """The learner wrote and was answered; the teacher's words may be reported, the fellow's were."""
    cohort, activity = scene.cohort, scene.activity("diskusi")
    words = "Dua desa berselisih soal air. Kami mendengar keduanya sebelum menawarkan jalan keluar."
    own, teachers, fellows = (
        share_experience(cohort=cohort, activity=activity, text=words, by=world.people[who])
        for who in ("learner", "teacher", "fellow")
    )
    reply(thread=own, text="Di tempat kami caranya sama.", by=world.people["teacher"])
    report_post(post=fellows, reason="private", words="Ada nomor telepon", by=world.people["learner"])
    place = {"module_id": scene.module.pk, "key": "diskusi"}
    return {
        "learning:share": place | {"enrolment_id": scene.enrolment.pk},
        **{f"learning:{name}": {"pk": own.pk} for name in ("thread", "post", "edit_post", "delete_post")},
        **{f"learning:{name}": {"pk": own.pk} for name in ("hide_post", "show_post")},
        "learning:keep_post": {"pk": fellows.pk},
        "learning:report_post": {"pk": teachers.pk},
        "learning:discussions": {"slug": cohort.slug},
        **{f"learning:{name}": place | {"slug": cohort.slug} for name in ("discussion", "staff_share")},
    }


def programme_pages(scene: Learning, world: "World") -> dict[str, Arguments]:
    programme = scene.cohort.curriculum.programme
    draft = start_new_version(programme=programme, by=world.people["organizer"])
    stage = draft.stages.first()
    requirement = stage.requirements.first()
    return {
        "reporting:programme": {"slug": slug_of(programme)},
        "reporting:chart_csv": {"chart": "tahun"},
        "programmes:detail": {"pk": programme.pk},
        "programmes:new_version": {"pk": programme.pk},
        **{f"programmes:{name}": {"pk": draft.pk} for name in ("curriculum", "publish", "stage_add")},
        "programmes:stage": {"pk": draft.pk, "stage_pk": stage.pk},
        "programmes:stage_remove": {"pk": stage.pk},
        "programmes:requirement_add": {"stage_pk": stage.pk},
        "programmes:requirement": {"stage_pk": stage.pk, "pk": requirement.pk},
        "programmes:requirement_remove": {"pk": requirement.pk},
    }


def module_pages(scene: Learning) -> dict[str, Arguments]:
    module = {"pk": scene.module.pk}
    lesson, quiz = module | {"key": "pelajaran-1"}, module | {"key": "kuis"}
    block = lesson | {"block": scene.module.draft.activities.get(key="pelajaran-1").blocks[0]["id"]}
    item = quiz | {"item": "single"}
    return {
        **{f"courseware:{name}": module for name in ("module", "start_draft", "describe", "publish")},
        "courseware:add_activity": module | {"kind": "lesson"},
        "courseware:preview": lesson | {"number": 1},
        **{f"courseware:{name}": lesson for name in ("activity", "add_text", "add_picture")},
        **{f"courseware:{name}_activity": lesson for name in ("describe", "move", "remove")},
        **{f"courseware:{name}": block for name in ("change_block", "move_block", "remove_block")},
        "courseware:add_block": lesson | {"kind": "video"},
        "courseware:add_item": quiz | {"kind": "single"},
        **{f"courseware:{name}": item for name in ("change_item", "move_item", "remove_item")},
    }
