from django.db import transaction
from django.http import HttpResponse
from myapp.models import MyModel

def my_view(request):
    try:
        with transaction.atomic():
            obj = MyModel.objects.select_for_update().get(pk=1)
            obj.field = 'new value'
            obj.save()
    except MyModel.DoesNotExist:
        return HttpResponse('Object does not exist')
    except Exception as e:
        return HttpResponse('An error occurred: {}'.format(e))
    return HttpResponse('OK')
