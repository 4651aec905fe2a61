# What django-treebeard's trees of materialized paths do to rows: the path of a new node comes next
# after that of the last one.

from django.db import models


class MP_Node(models.Model):
    path = models.CharField(unique=True)
    depth = models.PositiveIntegerField()
    numchild = models.PositiveIntegerField()

    class Meta:
        abstract = True

    @classmethod
    def add_root(cls, **kwargs):
        last = cls.objects.order_by("path").last()
        row = cls(**kwargs)
        row.path = last.path + 1
        row.save()
        return row

    def add_child(self, **kwargs):
        last = self.__class__.objects.filter(path__startswith=self.path).order_by("path").last()
        row = self.__class__(**kwargs)
        row.path = last.path + 1
        row.save()
        return row

    def add_sibling(self, pos=None, **kwargs):
        last = self.__class__.objects.filter(depth=self.depth).order_by("path").last()
        row = self.__class__(**kwargs)
        row.path = last.path + 1
        row.save()
        return row
