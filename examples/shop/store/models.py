from django.conf import settings
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=50)
    price = models.PositiveIntegerField()
    stock = models.IntegerField(default=0)


class Voucher(models.Model):
    """Good for one order of whoever comes first."""

    code = models.SlugField(unique=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )


class Order(models.Model):
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    confirmed = models.BooleanField(default=False)


class StockAlert(models.Model):
    """Who wants to know when a product is back. Nothing says: once each."""

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE)


class PriceAlert(models.Model):
    """Who wants to know when a product is cheaper. Once each, and the table says so."""

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "product"], name="one_price_alert_each")
        ]


class Invoice(models.Model):
    """Numbered without gaps, as the tax office wants it: no sequence can do that."""

    number = models.PositiveIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT)


class InvoiceCounter(models.Model):
    """One row, which whoever writes an invoice locks."""

    last = models.PositiveIntegerField(default=0)
