"""The rows that every scenario of deadheat.toml starts from."""

from django.contrib.auth import get_user_model

from store.models import InvoiceCounter, Product, Voucher


def goods():
    # Without passwords, which take their time to hash: whoever is named in a scenario is logged in.
    get_user_model().objects.create_user("ann", "ann@example.com")
    get_user_model().objects.create_user("bob", "bob@example.com")
    Product.objects.create(pk=1, name="teapot", price=30, stock=1)
    Voucher.objects.create(pk=1, code="spring")
    InvoiceCounter.objects.create(pk=1)
