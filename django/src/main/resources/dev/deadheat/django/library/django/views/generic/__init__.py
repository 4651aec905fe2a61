# What Django's class-based views do to rows.

from django.forms import PlainModelForm


class View:
    pass


class SingleObjectMixin:
    def get_queryset(self):
        return self.queryset

    def get_object(self, queryset=None):
        rows = queryset or self.get_queryset()
        return rows.get()


class ModelFormMixin(SingleObjectMixin):
    def get_form_class(self):
        return self.form_class or PlainModelForm

    def get_form(self, form_class=None):
        kind = self.get_form_class()
        return kind(instance=self.object, model=self.model)

    def form_valid(self, form):
        self.object = form.save()


class FormView(View):
    def form_valid(self, form):
        pass


class TemplateView(View):
    pass


class RedirectView(View):
    pass


class ListView(View):
    pass


class DetailView(SingleObjectMixin, View):
    def get(self, request):
        self.object = self.get_object()


class CreateView(ModelFormMixin, View):
    def post(self, request):
        self.object = None
        form = self.get_form()
        form.is_valid()
        self.form_valid(form)


class UpdateView(ModelFormMixin, View):
    def post(self, request):
        self.object = self.get_object()
        form = self.get_form()
        form.is_valid()
        self.form_valid(form)


class DeleteView(SingleObjectMixin, View):
    def delete(self, request):
        self.object = self.get_object()
        self.object.delete()
