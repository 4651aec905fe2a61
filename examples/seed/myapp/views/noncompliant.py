from django.http import HttpResponse
from myapp.models import MyModel

def my_view(request):
    obj = MyModel.objects.get(pk=1)
    obj.field = 'new value'
    obj.save()
    return HttpResponse('OK')
