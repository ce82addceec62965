"""Modules for tests, made by the services as an author makes them."""

import io

from PIL import Image

from bangkom.core.models import Agency
from bangkom.courseware.models import Activity, Item, Module
from bangkom.courseware.services import (
    add_activity,
    add_text,
    create_module,
    publish_version,
    save_item,
    start_draft,
)

SINGLE = {"choices": [{"id": "a", "text": "Mendengar"}, {"id": "b", "text": "Membalas"}], "key": "a"}
MULTIPLE = {
    "choices": [
        {"id": "a", "text": "Tokoh agama"},
        {"id": "b", "text": "Kabar bohong"},
        {"id": "c", "text": "Tokoh adat"},
        {"id": "d", "text": "Ujaran kebencian"},
    ],
    "keys": ["a", "c"],
}
TRUE_FALSE = {"key": "true"}
SHORT_TEXT = {
    "answers": ["Bhinneka Tunggal Ika", "Bhineka Tunggal Ika"],
    "ignore": ["case", "punctuation", "diacritics"],
    "errors": False,
}
SECRET = "Karena mendengar lebih dulu meredakan."


def add_quiz(module: Module, *, key: str = "kuis", title: str = "Kuis akhir") -> Activity:
    """A quiz of three questions, one of each kind, with two points for the one of several answers."""
    quiz = add_activity(version=module.draft, kind=Activity.Kind.QUIZ, title=title, key=key, by=None)
    questions = [
        ("single", "Apa langkah pertama mediator?", SINGLE, 1),
        ("multiple", "Siapa yang bisa meredakan?", MULTIPLE, 2),
        ("true_false", "Konflik selalu merusak?", TRUE_FALSE, 1),
    ]
    for kind, prompt, body, points in questions:
        save_item(activity=quiz, kind=kind, prompt=prompt, body=body, feedback=SECRET, points=points, key=kind, by=None)
    return quiz


def draft_module(agency: Agency, *, lessons: int = 2, title: str = "Mitigasi konflik") -> Module:
    """A module that could be published: lessons `pelajaran-1`... and the quiz `kuis`."""
    module = create_module(agency=agency, title=title, by=None)
    for number in range(1, lessons + 1):
        lesson = add_activity(
            version=module.draft,
            kind=Activity.Kind.LESSON,
            title=f"Pelajaran {number}",
            key=f"pelajaran-{number}",
            sources="UU 7/2012 Penanganan Konflik Sosial",
            by=None,
        )
        add_text(activity=lesson, text=f"# Bagian {number}\n\nIsi pelajaran ke-{number}.", by=None)
    add_quiz(module)
    module.refresh_from_db()
    return module


def add_discussion(module: Module, *, key: str = "diskusi", title: str = "Diskusi pengalaman") -> Activity:
    """A discussion with its guiding text."""
    return module.draft.activities.create(
        position=module.draft.activities.count() + 1,
        key=key,
        kind=Activity.Kind.DISCUSSION,
        title=title,
        minutes=30,
        blocks=[{"id": "ajakan", "kind": "text", "text": "Ceritakan.", "html": "<p>Ceritakan satu peristiwa.</p>"}],
    )


def published_module(agency: Agency, *, discussion: bool = False, **fields) -> Module:
    module = draft_module(agency, **fields)
    if discussion:
        add_discussion(module)
    publish_version(version=module.draft, by=None)
    module.refresh_from_db()
    return module


def new_draft(module: Module) -> Module:
    start_draft(module=module, by=None)
    module.refresh_from_db()
    return module


def items_of(quiz: Activity) -> dict[str, Item]:
    """The items by key."""
    return {item.key: item for item in quiz.items.all()}


def picture_file(kind: str = "PNG", size: tuple[int, int] = (640, 400), **options) -> bytes:
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "#1f5c99").save(out, kind, **options)
    return out.getvalue()
