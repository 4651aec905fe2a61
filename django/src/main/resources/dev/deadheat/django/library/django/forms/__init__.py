# What Django's forms do to rows.


class Form:
    def is_valid(self):
        self.clean()
        return True

    def clean(self):
        return self.cleaned_data


class ModelForm(Form):
    def __init__(self, data=None, files=None, instance=None):
        self.instance = instance

    def is_valid(self):
        super().is_valid()
        row = self.instance or self.Meta.model()
        row.full_clean()
        return True

    def save(self, commit=True):
        if not self.instance:
            row = self.Meta.model()
            if commit:
                row.save()
        else:
            row = self.instance
            if commit:
                row.save()
        return row


class PlainModelForm(ModelForm):
    def __init__(self, instance=None, model=None):
        if instance is None:
            self.instance = model()
        else:
            self.instance = instance

    def save(self, commit=True):
        row = self.instance
        if commit:
            row.save()
        return row
