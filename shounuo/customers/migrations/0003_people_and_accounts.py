import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(model, name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_people")]

    operations = [
        migrations.RenameField("customer", "aws_accounts", "accounts_before"),
        migrations.CreateModel(
            name="AwsAccount",
            fields=[
                ("id", _id()),
                ("partition", models.CharField(max_length=12)),
                ("region", models.CharField(max_length=30)),
                ("account_id", models.CharField(max_length=20)),
                ("alias", models.CharField(blank=True, default="", max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("customer", _of("customers.customer", "aws_accounts")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["customer", "account_id"],
                        condition=Q(ended_at=None),
                        name="customers_aws_account_once",
                    )
                ]
            },
        ),
        migrations.AddField("contact", "position", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("contact", "ended_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="EmergencyContact",
            fields=[
                ("id", _id()),
                ("place", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField()),
                ("by_name", models.CharField(max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                ("contact", _of("customers.contact", "emergencies")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["contact"], condition=Q(ended_at=None), name="customers_emergency_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="RecoveryAuthority",
            fields=[
                ("id", _id()),
                ("since", models.DateTimeField()),
                ("by_name", models.CharField(max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, default="", max_length=80)),
                ("contact", _of("customers.contact", "authorities")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["contact"], condition=Q(ended_at=None), name="customers_recovery_once"
                    )
                ]
            },
        ),
    ]
