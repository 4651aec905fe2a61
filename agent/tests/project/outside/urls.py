from django.urls import path

from shop import remembering, views

urlpatterns = [path(name + "/", getattr(views, name)) for name in views.ALL]
urlpatterns.append(path("remember/", remembering.remember))
