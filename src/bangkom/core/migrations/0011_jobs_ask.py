from django.db import migrations, models

STATES = [
    ("reading", "Sedang dibaca"),
    ("asking", "Menunggu jawaban Anda"),
    ("staged", "Siap disimpan"),
    ("committing", "Sedang disimpan"),
    ("done", "Selesai"),
    ("undoing", "Sedang dibatalkan"),
    ("undone", "Dibatalkan"),
    ("refused", "Ditolak"),
    ("cancelled", "Tidak jadi"),
    ("failed", "Gagal"),
]


class Migration(migrations.Migration):
    """A job can wait for an answer; a row can say that somebody is missing in the file."""

    dependencies = [("core", "0010_checkpoints")]
    operations = [
        migrations.AlterField("job", "state", models.CharField(choices=STATES, default="reading", max_length=12)),
        migrations.AlterField("job", "stopped_in", models.CharField(blank=True, choices=STATES, max_length=12)),
        migrations.AlterField(
            "jobrow",
            "verdict",
            models.CharField(
                choices=[
                    ("new", "Baru"),
                    ("changed", "Berubah"),
                    ("same", "Sudah ada, tidak berubah"),
                    ("warned", "Diterima dengan catatan"),
                    ("duplicate", "Berulang dalam berkas"),
                    ("refused", "Ditolak"),
                    ("left", "Tidak ada lagi di berkas"),
                ],
                max_length=10,
            ),
        ),
    ]
