"""A candidate's own questions, and their practice of each."""

from django.urls import include, path

from questions.practice.views import own

urlpatterns = [
    path("", own.question_list, name="own_questions"),
    path("<int:pk>/", own.question, name="own_question"),
    path("<int:pk>/deletion/", own.deletion, name="own_question_deletion"),
    path("<int:own>/practice/", include("questions.practice.urls")),
]
