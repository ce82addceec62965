from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courseware", "0001_initial"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="requirement",
            name="programmes_requirement_module_fits",
        ),
        migrations.AlterField(
            model_name="requirement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("attendance", "Kehadiran"),
                    ("module", "Modul selesai"),
                    ("quiz", "Kuis lulus"),
                    ("confirmation", "Dikonfirmasi panitia"),
                    ("outside", "Lulus di platform lain"),
                ],
                max_length=14,
                verbose_name="jenis syarat",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["module", "quiz"]), ("module__isnull", False)),
                    models.Q(("kind__in", ["attendance", "confirmation", "outside"]), ("module__isnull", True)),
                    _connector="OR",
                ),
                name="programmes_requirement_module_fits",
            ),
        ),
    ]
