"""The way an act came in, signed checkpoints, and no way round the refusals: TRUNCATE, REPLACE, triggers set aside."""

from django.db import migrations, models

import bangkom.core.clock

REFUSED = {
    "core_event": ("UPDATE", "DELETE"),
    "core_eventseal": ("UPDATE", "DELETE"),
    "core_eventpayload": ("UPDATE",),
    "core_checkpoint": ("UPDATE", "DELETE"),
}
# INSERT OR REPLACE removes the row that is in the way without asking the DELETE trigger.
ONCE = {
    "core_event": "id = NEW.id",
    "core_eventseal": "id = NEW.id OR event_id = NEW.event_id OR (chain = NEW.chain AND sequence = NEW.sequence)",
    "core_eventpayload": "id = NEW.id OR event_id = NEW.event_id",
    "core_checkpoint": "id = NEW.id OR (chain = NEW.chain AND sequence = NEW.sequence)",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        guard_postgresql(schema_editor)
    else:
        guard_sqlite(schema_editor)


def guard_sqlite(schema_editor):
    for table in ("core_event", "core_checkpoint"):  # the new column copied the table of events without its triggers
        for act in REFUSED[table]:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}")
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, same in ONCE.items():
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names from above
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def guard_postgresql(schema_editor):
    for table, acts in REFUSED.items():
        wanted = [(act, "ROW") for act in acts] if table == "core_checkpoint" else []
        for act, each in [*wanted, ("TRUNCATE", "STATEMENT")]:
            name = f"{table}_no_{act.lower()}"
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
            )
        for act in [*acts, "TRUNCATE"]:  # also where a session says it only replays what happened elsewhere
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_{act.lower()}")


class Migration(migrations.Migration):
    dependencies = [("core", "0009_role_requests")]
    operations = [
        migrations.AddField(
            model_name="event",
            name="way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("page", "lewat halaman"),
                    ("import", "lewat impor atau pekerjaan massal"),
                    ("api", "lewat API"),
                    ("system", "oleh sistem"),
                ],
                default="",
                max_length=6,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="schema_version",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=40)),
                ("sequence", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=bangkom.core.clock.now)),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.CharField(max_length=128)),
            ],
            options={
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(fields=["chain", "sequence"], name="core_checkpoint_once_per_link")
                ],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    ]
