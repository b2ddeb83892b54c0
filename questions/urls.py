from django.urls import include, path

from questions import views

urlpatterns = [
    path("questions/", views.question_list, name="questions"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("questions/<slug:slug>/practice/", include("questions.practice.urls")),
    path("dsa/", views.dsa, name="dsa"),
]
