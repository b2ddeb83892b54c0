"""A candidate's own pages of one question, below its shared address."""

from django.urls import path

from questions.practice.views import answers, editor

urlpatterns = [
    path("", editor.practice, name="practice"),
    path("draft/", editor.draft, name="draft"),
    path("timer/", editor.timer, name="timer"),
    path("note/", editor.note, name="note"),
    path("bookmark/", editor.bookmark, name="bookmark"),
    path("answers/", answers.answer_list, name="answers"),
    path("answers/comparison/", answers.comparison, name="comparison"),
    path("answers/<int:pk>/", answers.answer, name="answer"),
    path("answers/<int:pk>/judgement/", answers.judgement, name="judgement"),
    path("answers/<int:pk>/deletion/", answers.deletion, name="deletion"),
    path("answers/<int:pk>/restoration/", answers.restoration, name="restoration"),
]
