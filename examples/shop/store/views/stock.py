"""Oversold: one piece left, two buyers."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.response import Response

from store.models import Product

SOLD_OUT = {"detail": "Sold out."}


@api_view(["POST"])
def racy(request, pk):
    product = get_object_or_404(Product, pk=pk)
    if product.stock < 1:
        return Response(SOLD_OUT, status=409)
    product.stock -= 1
    product.save()
    return Response({"bought": product.name})


@api_view(["POST"])
@transaction.atomic
def buy(request, pk):
    product = get_object_or_404(Product.objects.select_for_update(), pk=pk)
    if product.stock < 1:
        return Response(SOLD_OUT, status=409)
    product.stock -= 1
    product.save(update_fields=["stock"])
    return Response({"bought": product.name})
