"""Deadlock: both rows are locked, in the order in which the request names them."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.forms import TransferForm, checked
from accounts.models import Account
from accounts.views.pages import refused
from accounts.views.withdraw import TOO_LITTLE


@require_POST
@login_required
@transaction.atomic
def racy(request, pk):
    asked = checked(TransferForm(request.POST))
    source = get_object_or_404(request.user.accounts.select_for_update(), pk=pk)
    target = get_object_or_404(Account.objects.select_for_update(), pk=asked["to"])
    return moved(request, source, target, asked["amount"])


@require_POST
@login_required
@transaction.atomic
def cured(request, pk):
    """Everybody locks in the same order, whatever the direction of the money."""
    asked = checked(TransferForm(request.POST))
    rows = Account.objects.select_for_update().filter(pk__in=[pk, asked["to"]]).order_by("pk")
    accounts = {account.pk: account for account in rows}
    source, target = accounts.get(pk), accounts.get(asked["to"])
    if source is None or target is None or source.owner_id != request.user.pk:
        raise Http404
    return moved(request, source, target, asked["amount"])


def moved(request, source, target, amount):
    if source.balance < amount:
        return refused(request, TOO_LITTLE)
    source.balance -= amount
    target.balance += amount
    source.save(update_fields=["balance"])
    target.save(update_fields=["balance"])
    return redirect("home")
