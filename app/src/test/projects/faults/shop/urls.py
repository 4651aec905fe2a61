"""Each view by its own name."""

from django.urls import path

from till import views

urlpatterns = [
    path("half/", views.half),
    path("whole/", views.whole),
    path("leaky/", views.leaky),
    path("careful/", views.careful),
    path("stuck/", views.stuck),
    path("count/", views.count),
]
