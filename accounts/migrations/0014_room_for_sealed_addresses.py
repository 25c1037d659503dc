"""A sealed text is longer than what it holds."""

from django.db import migrations

import accounts.sealed


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_units_that_end")]

    operations = [
        migrations.AlterField("channel", "address", accounts.sealed.SealedField(verbose_name="机器人地址")),
        migrations.AlterField("channel", "secret", accounts.sealed.SealedField(blank=True, verbose_name="加签密钥")),
    ]
