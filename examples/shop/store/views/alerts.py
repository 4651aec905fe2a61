"""get_or_create needs a unique key: without one, "get" finds nothing twice."""

from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.response import Response

from store.models import PriceAlert, Product, StockAlert


@api_view(["POST"])
def stock_alert(request, pk):
    """Racy: two rows, and from then on each `get()` raises MultipleObjectsReturned."""
    product = get_object_or_404(Product, pk=pk)
    StockAlert.objects.get_or_create(customer=request.user, product=product)
    return Response(status=204)


@api_view(["POST"])
def price_alert(request, pk):
    """The same call. The second INSERT fails on the key, and get_or_create then gets."""
    product = get_object_or_404(Product, pk=pk)
    PriceAlert.objects.get_or_create(customer=request.user, product=product)
    return Response(status=204)
