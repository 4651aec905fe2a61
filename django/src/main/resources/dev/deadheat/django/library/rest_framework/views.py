# What REST framework's views ask before they touch rows.


class APIView:
    def get_permissions(self):
        return [kind() for kind in self.permission_classes]

    def check_object_permissions(self, request, obj):
        for permission in self.get_permissions():
            if not permission.has_object_permission(request, self, obj):
                raise PermissionDenied()
