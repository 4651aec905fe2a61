"""Write skew: one account may go below zero as long as all accounts of its owner together do not.

Each request reads both balances and writes one. Two requests that write different rows never
collide on a row, so neither `F()` nor a lock on the row that is written helps.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F, Sum
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.forms import amount_in
from accounts.serializable import serializable
from accounts.views.pages import refused

TOO_LITTLE = "There is not enough money in your accounts together."


@require_POST
@login_required
@transaction.atomic
def racy(request, pk):
    return withdrawn(request, pk)


@require_POST
@login_required
def cured(request, pk):
    """PostgreSQL notices that one of the two is based on what the other changed."""
    return serializable(lambda: withdrawn(request, pk))


@require_POST
@login_required
@transaction.atomic
def locked(request, pk):
    """The lock is on the row that all of them share: their owner's."""
    get_user_model().objects.select_for_update().get(pk=request.user.pk)
    return withdrawn(request, pk)


def withdrawn(request, pk):
    amount = amount_in(request)
    account = get_object_or_404(request.user.accounts, pk=pk)
    together = request.user.accounts.aggregate(total=Sum("balance"))["total"]
    if together < amount:
        return refused(request, TOO_LITTLE)
    account.balance = F("balance") - amount
    account.save(update_fields=["balance"])
    return redirect("home")
