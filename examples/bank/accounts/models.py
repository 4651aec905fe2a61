from django.conf import settings
from django.db import models


class Account(models.Model):
    """Money in whole euros. Nothing but the views keeps a balance above zero."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accounts"
    )
    name = models.CharField(max_length=50)
    balance = models.IntegerField(default=0)
    is_open = models.BooleanField(default=True)

    def __str__(self):
        return self.name


class PrepaidCard(models.Model):
    """Its table says what a balance may be: PositiveIntegerField makes CHECK (balance >= 0)."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards"
    )
    balance = models.PositiveIntegerField(default=0)
