from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0003_audit_is_append_only")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="put_away",
            field=models.BigIntegerField(null=True),
        ),
    ]
