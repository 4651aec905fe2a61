# What REST framework's serializers do to rows.


class BaseSerializer:
    def __init__(self, instance=None, data=None):
        self.instance = instance

    def is_valid(self, raise_exception=False):
        self.validate(self.initial_data)
        return True

    def validate(self, attrs):
        return attrs

    def save(self, **kwargs):
        validated_data = {**self.validated_data, **kwargs}
        if self.instance is not None:
            self.instance = self.update(self.instance, validated_data)
        else:
            self.instance = self.create(validated_data)
        return self.instance


class Serializer(BaseSerializer):
    pass


class ListSerializer(BaseSerializer):
    pass


class ModelSerializer(Serializer):
    def create(self, validated_data):
        return self.Meta.model._default_manager.create(**validated_data)

    def update(self, instance, validated_data):
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save()
        return instance


class HyperlinkedModelSerializer(ModelSerializer):
    pass
