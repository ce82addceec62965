from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.ids import random_code
from bangkom.core.models import Agency, User
from bangkom.courseware import queries
from bangkom.courseware.models import AttachmentUse, Item, Module, ModuleVersion
from bangkom.courseware.services.drafts import check_seen, open_draft, record


@transaction.atomic
def create_module(*, agency: Agency, title: str, summary: str = "", by: User | None) -> Module:
    """A new module with an empty first draft. Two modules may share a title; the code is made distinct."""
    code = slugify(title)[:50] or "modul"
    if Module.objects.filter(agency=agency, code=code).exists():
        code = f"{code}-{random_code(4).lower()}"
    module = Module.objects.create(agency=agency, code=code, title=title)
    module.draft = ModuleVersion.objects.create(module=module, number=1, title=title, summary=summary)
    module.save(update_fields=["draft"])
    record(module.draft, "created", gettext_noop("Modul %(title)s dibuat"), by, title=title)
    return module


@transaction.atomic
def start_draft(*, module: Module, by: User | None) -> ModuleVersion:
    """The draft of the next version, copied from the published one; a draft that exists is returned as it is.

    Activities and items keep their keys, so that progress and requirements still find them in the new version.
    Files are not copied: both versions refer to the same.
    """
    module = locked(module)
    if module.draft is not None:
        return module.draft
    former = module.published
    draft = ModuleVersion.objects.create(
        module=module, number=former.number + 1, title=former.title, summary=former.summary
    )
    for activity in former.activities.prefetch_related("items", "uses"):
        items, uses = list(activity.items.all()), list(activity.uses.all())
        activity.pk, activity.version = None, draft
        activity._state.adding = True
        activity.save()
        for item in items:
            item.pk, item.activity = None, activity
        Item.objects.bulk_create(items)
        for use in uses:
            use.pk, use.activity = None, activity
        AttachmentUse.objects.bulk_create(uses)
    module.draft = draft
    module.save(update_fields=["draft"])
    record(draft, "drafted", gettext_noop("Draf versi %(version)s dibuat"), by)
    return draft


@transaction.atomic
def describe_version(
    *, version: ModuleVersion, title: str, summary: str, by: User | None, seen: str | None = None
) -> ModuleVersion:
    """Set title and summary of a draft. Raises `Refused` ("changed") when they are not those of `seen`."""
    version = open_draft(version)
    check_seen(version, seen)
    version.title, version.summary = title, summary
    version.save(update_fields=["title", "summary"])
    if version.module.published_id is None:
        version.module.title = title
        version.module.save(update_fields=["title"])
    record(version, "described", gettext_noop("Keterangan modul diubah"), by)
    return version


@transaction.atomic
def publish_version(
    *,
    version: ModuleVersion,
    by: User | None,
    notes: str = "",
    expert_reviewed: bool = False,
    lock_version: int | None = None,
) -> ModuleVersion:
    """Freeze a draft for good; cohorts opened from now on learn it, running cohorts keep theirs.

    Raises `Refused` with every fault (`queries.faults_of`), or when the draft changed since `lock_version` was shown.
    """
    version = locked(version)
    if version.is_frozen:
        return version
    if lock_version is not None and lock_version != version.lock_version:
        raise Refused(_("Draf berubah sejak Anda membuka halaman ini. Periksa lagi, lalu terbitkan."), "changed")
    faults = queries.faults_of(version)
    if faults:
        raise Refused(" ".join(faults), "faulty")
    version.notes, version.expert_reviewed = notes, expert_reviewed
    version.published_at, version.published_by = clock.now(), by
    version.save(update_fields=["notes", "expert_reviewed", "published_at", "published_by"])
    module = locked(version.module)
    module.published, module.draft, module.title = version, None, version.title
    module.save(update_fields=["published", "draft", "title"])
    record(version, "published", gettext_noop("Versi %(version)s diterbitkan"), by)
    return version
