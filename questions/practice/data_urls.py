"""A candidate's data as a whole: out, in, and gone."""

from django.urls import path

from questions.practice.views import data

urlpatterns = [
    path("", data.overview, name="data"),
    path("export/", data.export_file, name="data_export"),
    path("import/", data.import_file, name="data_import"),
    path("deletion/", data.deletion, name="data_deletion"),
]
