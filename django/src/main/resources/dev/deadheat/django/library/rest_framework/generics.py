# What REST framework's generic views do to rows.
from rest_framework import mixins
from rest_framework.views import APIView


class GenericAPIView(APIView):
    def get_queryset(self):
        return self.queryset

    def filter_queryset(self, queryset):
        return queryset

    def get_object(self):
        rows = self.filter_queryset(self.get_queryset())
        row = rows.get()
        self.check_object_permissions(self.request, row)
        return row

    def get_serializer_class(self):
        return self.serializer_class

    def get_serializer(self, instance=None, data=None, many=False, partial=False):
        kind = self.get_serializer_class()
        return kind(instance, data)


class CreateAPIView(mixins.CreateModelMixin, GenericAPIView):
    def post(self, request):
        return self.create(request)


class UpdateAPIView(mixins.UpdateModelMixin, GenericAPIView):
    def put(self, request):
        return self.update(request)

    def patch(self, request):
        return self.partial_update(request)


class DestroyAPIView(mixins.DestroyModelMixin, GenericAPIView):
    def delete(self, request):
        return self.destroy(request)


class ListAPIView(GenericAPIView):
    pass


class RetrieveAPIView(GenericAPIView):
    pass


class ListCreateAPIView(CreateAPIView):
    pass


class RetrieveUpdateAPIView(UpdateAPIView):
    pass


class RetrieveDestroyAPIView(DestroyAPIView):
    pass


class RetrieveUpdateDestroyAPIView(UpdateAPIView, DestroyAPIView):
    pass
