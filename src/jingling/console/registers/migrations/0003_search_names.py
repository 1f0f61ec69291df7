"""Names are searched by any piece of them: by trigrams on PostgreSQL; SQLite reads its smaller tables through.

Both ask the same question, `icontains` or `istartswith`; what differs is the index behind it.
"""

from django.db import migrations

INDEXES = {
    "organisation_name_pieces": "registers_organisation USING gin (UPPER(name::text) gin_trgm_ops)",
    "line_name_beginnings": "registers_line (UPPER(name::text) varchar_pattern_ops)",
    "line_purpose_pieces": "registers_line USING gin (purposes gin_trgm_ops)",
    "licence_number_beginnings": "registers_licence (UPPER(number::text) varchar_pattern_ops)",
}


def make(_apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, what in INDEXES.items():
            editor.execute(f"CREATE INDEX {name} ON {what}")


def unmake(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for name in INDEXES:
            editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_order_by_name")]

    operations = [migrations.RunPython(make, unmake)]
