# What REST framework's mixins do to rows.


class CreateModelMixin:
    def create(self, request):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid()
        self.perform_create(serializer)
        return serializer.data

    def perform_create(self, serializer):
        serializer.save()


class ListModelMixin:
    pass


class RetrieveModelMixin:
    pass


class UpdateModelMixin:
    def update(self, request, partial=False):
        row = self.get_object()
        serializer = self.get_serializer(row, data=request.data)
        serializer.is_valid()
        self.perform_update(serializer)
        return serializer.data

    def partial_update(self, request):
        return self.update(request, partial=True)

    def perform_update(self, serializer):
        serializer.save()


class DestroyModelMixin:
    def destroy(self, request):
        row = self.get_object()
        self.perform_destroy(row)

    def perform_destroy(self, instance):
        instance.delete()
