from django.contrib import admin

from accounts.models import Account, PrepaidCard

admin.site.register(Account)
admin.site.register(PrepaidCard)
