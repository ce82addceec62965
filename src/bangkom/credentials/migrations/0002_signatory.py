import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("credentials", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="nama dengan gelar")),
                ("number", models.CharField(blank=True, max_length=18, verbose_name="NIP")),
                ("position", models.CharField(max_length=200, verbose_name="jabatan")),
                ("valid_from", models.DateField(verbose_name="mulai berlaku")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="berakhir")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatories", to="core.agency"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "signatories",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="credentials_signatory_ends_after_start",
                    )
                ],
            },
        ),
    ]
