"""Whom somebody has closed cases for is counted from an index alone, however many a customer has had."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_figures_of_assignment")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "closed")),
                fields=["customer", "assignee", "updated_at"],
                name="cases_known_customers",
            ),
        ),
    ]
