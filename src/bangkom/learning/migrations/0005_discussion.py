import bangkom.core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0004_coach_must_act"),
        ("courseware", "0002_discussion"),
        ("learning", "0004_attempt_percent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("participant", "Peserta"),
                            ("trainer", "Pengajar"),
                            ("coach", "Coach"),
                            ("committee", "Panitia"),
                        ],
                        max_length=11,
                    ),
                ),
                ("text", models.TextField(verbose_name="tulisan")),
                ("written_at", models.DateTimeField(default=bangkom.core.clock.now)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("wording", models.PositiveSmallIntegerField(default=1)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=200)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courseware.activity"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="cohorts.cohort"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="cohorts.enrolment",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="learning.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormerText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("replaced_at", models.DateTimeField(default=bangkom.core.clock.now)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_texts", to="learning.post"
                    ),
                ),
            ],
            options={
                "ordering": ["replaced_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("rude", "Kasar atau menghina"),
                            ("hate", "Menyerang suku, agama, ras, atau golongan"),
                            ("private", "Membuka data pribadi atau rahasia"),
                            ("off_topic", "Tidak ada hubungannya, iklan, atau diulang-ulang"),
                            ("other", "Lain-lain"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("reported_at", models.DateTimeField(default=bangkom.core.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Menunggu diperiksa"),
                            ("hidden", "Tulisan disembunyikan"),
                            ("kept", "Tulisan dibiarkan"),
                            ("deleted", "Tulisan dihapus penulisnya"),
                        ],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="learning.post"
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["reported_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["cohort", "activity", "-written_at"], name="learning_post_discussion"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["author", "written_at"], name="learning_post_author"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enrolment__isnull", False), ("part", "participant")),
                    models.Q(models.Q(("part", "participant"), _negated=True), ("enrolment__isnull", True)),
                    _connector="OR",
                ),
                name="learning_post_of_participant",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True), models.Q(("hidden_reason", ""), _negated=True), _connector="OR"
                ),
                name="learning_post_hidden_why",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["reported_at"], name="learning_report_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("post", "reporter"), name="learning_report_once"
            ),
        ),
    ]
