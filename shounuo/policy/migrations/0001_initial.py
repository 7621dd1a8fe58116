import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content_hash", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("adopted_at", models.DateTimeField()),
                ("adopted_by_name", models.CharField(max_length=200)),
            ],
            options={"db_table": "policy_version"},
        ),
        migrations.CreateModel(
            name="PolicyAdoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("adopted_at", models.DateTimeField()),
                ("adopted_by_name", models.CharField(max_length=200)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="policy.policyversion",
                    ),
                ),
            ],
            options={"db_table": "policy_adoption"},
        ),
    ]
