from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_accounts_are_rows")]

    operations = [migrations.RemoveField("customer", "accounts_before")]
