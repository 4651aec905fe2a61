# The tables of people and permissions that Django brings, and what their own methods do to rows.

from django.db import models


class Permission(models.Model):
    name = models.CharField()
    content_type = models.IntegerField()
    codename = models.CharField()

    class Meta:
        unique_together = [["content_type", "codename"]]


class Group(models.Model):
    name = models.CharField(unique=True)
    permissions = models.ManyToManyField(Permission)


class AbstractBaseUser(models.Model):
    password = models.CharField()
    last_login = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def set_password(self, raw_password):
        self.password = make_password(raw_password)

    def set_unusable_password(self):
        self.password = make_password(None)


class PermissionsMixin(models.Model):
    is_superuser = models.BooleanField()
    groups = models.ManyToManyField(Group, related_name="user_set")
    user_permissions = models.ManyToManyField(Permission, related_name="user_set")

    class Meta:
        abstract = True


class AbstractUser(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(unique=True)
    first_name = models.CharField()
    last_name = models.CharField()
    email = models.EmailField()
    is_staff = models.BooleanField()
    is_active = models.BooleanField()
    date_joined = models.DateTimeField()

    class Meta:
        abstract = True


class User(AbstractUser):
    pass
