from django.db import models


class MyModel(models.Model):
    field = models.CharField(max_length=100)
    other = models.CharField(max_length=100)
