"""Who among the staff was shown whose data."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bangkom.core.clock

ROLES = [
    ("learner", "Peserta"),
    ("trainer", "Pengajar"),
    ("organizer", "Penyelenggara"),
    ("unit_hr", "Pengelola kepegawaian"),
    ("leader", "Pimpinan"),
    ("administrator", "Admin instansi"),
    ("operator", "Pengelola sistem"),
]
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("core", "0011_jobs_ask")]
    operations = [
        migrations.CreateModel(
            name="AccessRecord",
            fields=[
                ID,
                ("role", models.CharField(choices=ROLES, max_length=16)),
                ("page", models.CharField(max_length=60)),
                ("filter", models.CharField(blank=True, default="", max_length=200)),
                ("day", models.DateField()),
                ("first_at", models.DateTimeField(default=bangkom.core.clock.now)),
                ("last_at", models.DateTimeField(default=bangkom.core.clock.now)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "day"], name="core_access_agency_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["reader", "day", "page", "role", "filter"], name="core_access_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessedPerson",
            fields=[
                ID,
                ("person_id", models.PositiveBigIntegerField()),
                ("first_at", models.DateTimeField(default=bangkom.core.clock.now)),
                ("last_at", models.DateTimeField(default=bangkom.core.clock.now)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="persons", to="core.accessrecord"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_id", "last_at"], name="core_accessed_person")],
                "constraints": [
                    models.UniqueConstraint(fields=["record", "person_id"], name="core_accessed_once_a_record")
                ],
            },
        ),
    ]
