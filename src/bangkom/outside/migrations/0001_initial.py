import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bangkom.core.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0002_attendance_grown"),
        ("core", "0002_append_only"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("completed_on", models.DateField(verbose_name="Tanggal lulus")),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="Nilai"),
                ),
                ("certificate", models.CharField(blank=True, max_length=80, verbose_name="Nomor sertifikat")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Menunggu verifikasi"),
                            ("accepted", "Diterima"),
                            ("returned", "Dikembalikan"),
                            ("replaced", "Tidak dipakai lagi"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("sent_at", models.DateTimeField(default=bangkom.core.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=255)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="cohorts.sheetrow"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        choices=[("list", "Daftar platform"), ("evidence", "Bukti peserta")], max_length=8
                    ),
                ),
                ("platform", models.CharField(max_length=60)),
                ("course", models.CharField(max_length=200)),
                ("completed_on", models.DateField()),
                ("score", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("certificate", models.CharField(blank=True, max_length=80)),
                ("list_job", models.PositiveBigIntegerField(blank=True, null=True)),
                ("list_name", models.CharField(blank=True, max_length=200)),
                ("list_row", models.PositiveIntegerField(blank=True, null=True)),
                ("credited_at", models.DateTimeField(default=bangkom.core.clock.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_reason", models.CharField(blank=True, max_length=255)),
                (
                    "credited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credits", to="cohorts.sheetrow"
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="outside.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["-credited_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["sent_at"], name="outside_waiting"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("row",), name="outside_one_evidence_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="outside_returned_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True)), fields=("row",), name="outside_row_credited_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True)),
                fields=("person", "platform", "course", "completed_on"),
                name="outside_completion_credited_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True), models.Q(("certificate", ""), _negated=True)),
                fields=("platform", "certificate"),
                name="outside_certificate_credited_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence__isnull", False), ("list_job__isnull", True), ("origin", "evidence")),
                    models.Q(("list_job__isnull", False), ("list_row__isnull", False), ("origin", "list")),
                    _connector="OR",
                ),
                name="outside_credit_has_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_back_at__isnull", True), models.Q(("taken_back_reason", ""), _negated=True), _connector="OR"
                ),
                name="outside_taken_back_with_reason",
            ),
        ),
    ]
