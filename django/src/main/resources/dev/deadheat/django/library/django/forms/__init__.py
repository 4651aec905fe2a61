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

    def save(self, commit=True):
        row = self.instance
        row.save()
        return row
