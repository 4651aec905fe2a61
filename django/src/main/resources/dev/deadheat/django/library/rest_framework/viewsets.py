from rest_framework import generics, mixins
from rest_framework.views import APIView


class ViewSet(APIView):
    pass


class GenericViewSet(generics.GenericAPIView):
    pass


class ReadOnlyModelViewSet(GenericViewSet):
    pass


class ModelViewSet(
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    GenericViewSet,
):
    pass
