"""Two ways for another user to change another column of the same row."""

from django.http import HttpResponse

from myapp.models import MyModel


def update_other(request):
    """One UPDATE, right in itself."""
    MyModel.objects.filter(pk=1).update(other="new other")
    return HttpResponse("OK")


def save_other(request):
    """Get and save, with no lock: the partner that makes the other side's lock useless."""
    obj = MyModel.objects.get(pk=1)
    obj.other = "new other"
    obj.save()
    return HttpResponse("OK")
