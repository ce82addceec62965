"""What the other agencies of the demo offer: published programmes (`content/program.json`)."""

import json

from bangkom.core.models import Agency
from bangkom.programmes.services import (
    create_programme,
    describe_curriculum,
    publish_curriculum,
    save_requirement,
    save_stage,
)

from .module import CONTENT


def publish_offerings(agencies: dict[str, Agency]) -> None:
    """Each programme with its curriculum, published; nobody takes part yet."""
    for described in json.loads((CONTENT / "program.json").read_text(encoding="utf-8")):
        _publish(described, agencies[described["agency"]])


def _publish(described: dict, agency: Agency) -> None:
    jp = sum(size for stage in described["stages"] for _title, size, _agenda in stage["subjects"])
    plain = {name: described[name] for name in ("title", "family", "form", "description")}
    programme = create_programme(agency=agency, jp=jp, by=None, **plain)
    curriculum = programme.curricula.get()
    said = {name: described[name] for name in ("legal_basis", "notes")}
    describe_curriculum(curriculum=curriculum, jp=jp, by=None, **said)
    for each in described["stages"]:
        subjects = [{"title": title, "jp": size, "agenda": agenda} for title, size, agenda in each["subjects"]]
        stage = save_stage(
            curriculum=curriculum,
            stage=None,
            title=each["title"],
            mode=each["mode"],
            jp=sum(subject["jp"] for subject in subjects),
            days=each["days"],
            subjects=subjects,
            by=None,
        )
        for requirement in each["requirements"]:
            save_requirement(stage=stage, requirement=None, module=None, by=None, **requirement)
    publish_curriculum(curriculum=curriculum, by=None)
