from django.urls import path

from questions import views

urlpatterns = [
    path("questions/", views.question_list, name="questions"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("dsa/", views.dsa, name="dsa"),
]
