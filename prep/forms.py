"""How forms are drawn: `{{ form }}` and `{{ form.name.as_field_group }}` are in our look."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
