from django import forms
from django.core.exceptions import BadRequest


class AmountForm(forms.Form):
    amount = forms.IntegerField(min_value=1)


class TransferForm(AmountForm):
    to = forms.IntegerField(min_value=1)


def checked(form):
    """What was filled in; 400 Bad Request if it makes no sense."""
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    return form.cleaned_data


def amount_in(request):
    return checked(AmountForm(request.POST))["amount"]
