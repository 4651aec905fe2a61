"""Lost update: read, add in Python, save."""

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.forms import amount_in


@require_POST
@login_required
def racy(request, pk):
    account = get_object_or_404(request.user.accounts, pk=pk)
    account.balance += amount_in(request)
    account.save()
    return redirect("home")


@require_POST
@login_required
def cured(request, pk):
    """The database adds, to whatever the balance is by then."""
    account = get_object_or_404(request.user.accounts, pk=pk)
    account.balance = F("balance") + amount_in(request)
    account.save(update_fields=["balance"])
    return redirect("home")
