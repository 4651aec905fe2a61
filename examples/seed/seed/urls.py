from django.urls import path

from myapp.views import compliant, noncompliant, others

urlpatterns = [
    path("racy/", noncompliant.my_view),
    path("cured/", compliant.my_view),
    path("other/update/", others.update_other),
    path("other/save/", others.save_other),
]
