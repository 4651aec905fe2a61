"""The same check, then act; but the table itself refuses a balance below zero."""

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.forms import amount_in
from accounts.views.pages import refused

TOO_LITTLE = "There is not enough money on this card."


@require_POST
@login_required
def pay(request, pk):
    amount = amount_in(request)
    card = get_object_or_404(request.user.cards, pk=pk)
    if card.balance < amount:
        return refused(request, TOO_LITTLE)
    card.balance = F("balance") - amount
    try:
        with transaction.atomic():
            card.save(update_fields=["balance"])
    except IntegrityError:
        return refused(request, TOO_LITTLE)
    return redirect("home")
