from django.urls import path

from studyplan import views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("interview/", views.interview, name="interview"),
]
