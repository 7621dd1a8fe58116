"""Apart from the tables themselves: PostgreSQL changes no table whose rows were written in the same transaction."""

from django.db import migrations


def become_rows(apps, schema_editor):
    """What stood as JSON beside the customer; an account that was named twice becomes one row."""
    rows = apps.get_model("customers", "AwsAccount")
    for customer in apps.get_model("customers", "Customer").objects.exclude(accounts_before=[]):
        seen = set()
        for one in customer.accounts_before:
            account_id = str(one.get("account_id", ""))[:20]
            if account_id and account_id not in seen:
                seen.add(account_id)
                rows.objects.create(
                    customer=customer,
                    account_id=account_id,
                    partition=str(one.get("partition", "aws-cn"))[:12],
                    region=str(one.get("region", ""))[:30],
                    alias=str(one.get("alias", ""))[:60],
                )


def become_json(apps, schema_editor):
    rows = apps.get_model("customers", "AwsAccount")
    for customer in apps.get_model("customers", "Customer").objects.all():
        found = rows.objects.filter(customer=customer, ended_at=None).order_by("pk")
        customer.accounts_before = list(found.values("partition", "region", "account_id", "alias"))
        customer.save(update_fields=["accounts_before"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_people_and_accounts")]

    operations = [migrations.RunPython(become_rows, become_json)]
