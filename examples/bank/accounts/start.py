"""The rows that every scenario of deadheat.toml starts from."""

from django.contrib.auth import get_user_model

from accounts.models import Account, PrepaidCard


def customers():
    # Without passwords, which take their time to hash: whoever is named in a scenario is logged in.
    ann = get_user_model().objects.create_user("ann")
    bob = get_user_model().objects.create_user("bob")
    Account.objects.create(pk=1, owner=ann, name="Ann's everyday account", balance=100)
    Account.objects.create(pk=2, owner=ann, name="Ann's savings", balance=100)
    Account.objects.create(pk=3, owner=bob, name="Bob's everyday account", balance=100)
    Account.objects.create(pk=4, owner=bob, name="Bob's empty account", balance=0)
    PrepaidCard.objects.create(pk=1, owner=ann, balance=100)
