"""The next number: what two read as the largest, both make one larger."""

from django.db import transaction
from django.db.models import Max
from rest_framework.generics import CreateAPIView

from store.models import Invoice, InvoiceCounter
from store.serializers import InvoiceSerializer


class RacyInvoiceView(CreateAPIView):
    serializer_class = InvoiceSerializer

    def perform_create(self, serializer):
        largest = Invoice.objects.aggregate(largest=Max("number"))["largest"] or 0
        serializer.save(number=largest + 1)


class InvoiceView(CreateAPIView):
    """A row that says the last number is locked until the invoice with the next is there."""

    serializer_class = InvoiceSerializer

    @transaction.atomic
    def perform_create(self, serializer):
        counter = InvoiceCounter.objects.select_for_update().get()
        counter.last += 1
        counter.save(update_fields=["last"])
        serializer.save(number=counter.last)
