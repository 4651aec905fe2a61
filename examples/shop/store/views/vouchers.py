"""A voucher for one, used by two."""

from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.response import Response

from store.models import Voucher

USED = {"detail": "This voucher has been used."}


@api_view(["POST"])
def racy(request, code):
    voucher = get_object_or_404(Voucher, code=code)
    if voucher.used_by_id is not None:
        return Response(USED, status=409)
    voucher.used_by = request.user
    voucher.save()
    return Response({"redeemed": code})


@api_view(["POST"])
def redeem(request, code):
    """One statement looks and takes; the number of rows tells who was first."""
    get_object_or_404(Voucher, code=code)
    taken = Voucher.objects.filter(code=code, used_by=None).update(used_by=request.user)
    return Response({"redeemed": code}) if taken else Response(USED, status=409)
