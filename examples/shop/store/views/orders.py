"""A task that starts before there is anything for it to do."""

from functools import partial

from django.db import transaction
from rest_framework.decorators import api_view
from rest_framework.response import Response

from store.serializers import OrderSerializer
from store.tasks import confirm


@api_view(["POST"])
@transaction.atomic
def racy(request):
    """A worker may be quicker than our COMMIT: it looks for the order and there is none."""
    confirm.delay(ordered(request).pk)
    return Response({"ordered": True}, status=201)


@api_view(["POST"])
@transaction.atomic
def order(request):
    """The task is handed over once the order can be seen."""
    transaction.on_commit(partial(confirm.delay, ordered(request).pk))
    return Response({"ordered": True}, status=201)


def ordered(request):
    serializer = OrderSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.save(customer=request.user)
