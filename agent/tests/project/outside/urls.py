from django.urls import path

from shop import views

urlpatterns = [path(name + "/", getattr(views, name)) for name in views.ALL]
