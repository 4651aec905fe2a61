"""Half a payment: the money leaves, then the other side turns out to be closed.

Each UPDATE is right by itself. Between the two, the payee may close the account: the payer is told
that nothing could be paid, and the money is gone all the same.
"""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.forms import TransferForm, checked
from accounts.models import Account
from accounts.views.pages import refused
from accounts.views.withdraw import TOO_LITTLE

CLOSED = "The account that you want to pay into is closed."


class Refused(Exception):
    pass


@require_POST
@login_required
def racy(request, pk):
    try:
        pay(request, pk)
    except Refused as why:
        return refused(request, why)
    return redirect("home")


@require_POST
@login_required
def cured(request, pk):
    """Both or neither: the exception leaves the transaction, and so takes the money back."""
    try:
        with transaction.atomic():
            pay(request, pk)
    except Refused as why:
        return refused(request, why)
    return redirect("home")


def pay(request, pk):
    asked = checked(TransferForm(request.POST))
    amount, target = asked["amount"], Account.objects.filter(pk=asked["to"], is_open=True)
    if not target.exists():
        raise Refused(CLOSED)
    source = request.user.accounts.filter(pk=pk, balance__gte=amount)
    if not source.update(balance=F("balance") - amount):
        raise Refused(TOO_LITTLE)
    if not target.update(balance=F("balance") + amount):
        raise Refused(CLOSED)
