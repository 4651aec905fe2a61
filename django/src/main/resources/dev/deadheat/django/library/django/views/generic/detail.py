from django.views.generic import DetailView, SingleObjectMixin
