"""Class-based views that write more than they were asked to.

A ModelSerializer's save() writes every column of the row as the view had read it. Whoever changed
another column meanwhile loses the change, although the two never touched the same field.
"""

from django.db import transaction
from rest_framework.generics import RetrieveUpdateAPIView

from store.models import Product
from store.serializers import ProductSerializer


class RacyProductView(RetrieveUpdateAPIView):
    queryset = Product.objects.all()
    serializer_class = ProductSerializer


class ProductView(RacyProductView):
    """Reads the row under a lock when it is going to write it."""

    def get_queryset(self):
        products = super().get_queryset()
        return products.select_for_update() if self.request.method != "GET" else products

    @transaction.atomic
    def update(self, request, *args, **kwargs):
        return super().update(request, *args, **kwargs)
