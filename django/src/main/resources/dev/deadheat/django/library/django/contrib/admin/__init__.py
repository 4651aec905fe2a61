# What Django's admin does to rows.


class ModelAdmin:
    def save_model(self, request, obj, form, change):
        obj.save()

    def delete_model(self, request, obj):
        obj.delete()


class TabularInline:
    pass


class StackedInline:
    pass
