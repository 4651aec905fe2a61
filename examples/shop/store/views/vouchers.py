"""A voucher for one, used by two."""

from collections import Counter

from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.response import Response

from store.models import Voucher

USED = {"detail": "This voucher has been used."}
TOO_OFTEN = {"detail": "Too many vouchers tried."}
MOST_TRIES = 3

# How often each customer has tried, as far as this process knows.
tries = Counter()


def too_often(customer):
    tries[customer.pk] += 1
    return tries[customer.pk] > MOST_TRIES


@api_view(["POST"])
def racy(request, code):
    if too_often(request.user):
        return Response(TOO_OFTEN, status=429)
    voucher = get_object_or_404(Voucher, code=code)
    if voucher.used_by_id is not None:
        return Response(USED, status=409)
    voucher.used_by = request.user
    voucher.save()
    return Response({"redeemed": code})


@api_view(["POST"])
def redeem(request, code):
    """One statement looks and takes; the number of rows tells who was first."""
    if too_often(request.user):
        return Response(TOO_OFTEN, status=429)
    get_object_or_404(Voucher, code=code)
    taken = Voucher.objects.filter(code=code, used_by=None).update(used_by=request.user)
    return Response({"redeemed": code}) if taken else Response(USED, status=409)
