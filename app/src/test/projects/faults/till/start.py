"""Start rows."""

from till.models import Account


def two_accounts():
    Account.objects.create(balance=100)
    Account.objects.create(balance=0)
