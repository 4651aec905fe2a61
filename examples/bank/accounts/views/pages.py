from django.contrib.auth.decorators import login_required
from django.shortcuts import render


@login_required
def home(request):
    return render(
        request,
        "accounts/home.html",
        {"accounts": request.user.accounts.order_by("pk"), "cards": request.user.cards.all()},
    )


def refused(request, why):
    """The answer to a request that is in order, but cannot be granted as things stand."""
    return render(request, "accounts/refused.html", {"why": why}, status=409)
