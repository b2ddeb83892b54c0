"""A candidate's mocks of one round, below the round's shared address."""

from django.urls import path

from questions.practice.views import debriefs, mocks

urlpatterns = [
    path("", mocks.mock_list, name="mocks"),
    path("<int:pk>/", mocks.mock_page, name="mock"),
    path("<int:pk>/step/", mocks.step, name="mock_step"),
    path("<int:pk>/end/", mocks.end, name="mock_end"),
    path("<int:pk>/judgement/", debriefs.judgement, name="mock_judgement"),
]
