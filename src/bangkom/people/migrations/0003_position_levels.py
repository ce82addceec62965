"""Positions that were there before levels were kept get the one their name tells."""

import re

from django.db import migrations

ENDING = re.compile(r"\b(ahli (?:pertama|muda|madya|utama)|pemula|terampil|mahir|penyelia)$")
ECHELONS = {"IB": "jpt_madya", "IIA": "jpt_pratama", "IIB": "jpt_pratama"}


def fill(apps, schema_editor):
    Position = apps.get_model("people", "Position")
    changed = []
    for position in Position.objects.filter(level="").iterator():
        found = ENDING.search(" ".join(position.name.lower().split()))
        echelon = position.echelon.strip().upper().replace(".", "").replace("/", "")
        position.level = found[0].replace(" ", "_") if found else ECHELONS.get(echelon, "")
        if position.level:
            changed.append(position)
    Position.objects.bulk_update(changed, ["level"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_organisation")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
