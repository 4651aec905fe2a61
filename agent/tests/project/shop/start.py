from django.contrib.auth.models import User
from django.core.cache import cache

from shop.models import Item


def rows():
    User.objects.create_user("ann", "ann@shop.example", "secret")
    Item.objects.create(name="100% cotton", stock=3)
    cache.set("greeting", "hello")


def wrong():
    raise ValueError("no rows today")
