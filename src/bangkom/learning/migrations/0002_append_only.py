"""The database itself refuses to change or remove what was recorded."""

from django.db import migrations

REFUSED = {"learning_answerhistory": ("UPDATE",)}


def guard(apps, schema_editor):
    for table, acts in REFUSED.items():
        for act in acts:
            name = f"{table}_no_{act.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop, elidable=False)]
