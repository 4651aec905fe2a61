"""Overdraft: look whether there is enough, then take it."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.forms import amount_in
from accounts.views.pages import refused

TOO_LITTLE = "There is not enough money in this account."


@require_POST
@login_required
def racy(request, pk):
    """F() keeps the sum right. It does not keep the check right."""
    amount = amount_in(request)
    account = get_object_or_404(request.user.accounts, pk=pk)
    if account.balance < amount:
        return refused(request, TOO_LITTLE)
    account.balance = F("balance") - amount
    account.save(update_fields=["balance"])
    return redirect("home")


@require_POST
@login_required
def cured(request, pk):
    """What is looked at under the lock stays so until the transaction ends."""
    amount = amount_in(request)
    with transaction.atomic():
        account = get_object_or_404(request.user.accounts.select_for_update(), pk=pk)
        if account.balance < amount:
            return refused(request, TOO_LITTLE)
        account.balance -= amount
        account.save(update_fields=["balance"])
    return redirect("home")


@require_POST
@login_required
def conditional(request, pk):
    """Check and act in one statement; the number of rows tells whether it did."""
    amount = amount_in(request)
    taken = request.user.accounts.filter(pk=pk, balance__gte=amount).update(
        balance=F("balance") - amount
    )
    return redirect("home") if taken else refused(request, TOO_LITTLE)
