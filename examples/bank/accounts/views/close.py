from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.views.pages import refused


@require_POST
@login_required
def close(request, pk):
    """Only an empty account can be closed. One statement: there is nothing to come between."""
    closed = request.user.accounts.filter(pk=pk, balance=0).update(is_open=False)
    return redirect("home") if closed else refused(request, "There is money in this account.")
