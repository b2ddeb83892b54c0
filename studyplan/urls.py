from django.urls import path

from studyplan import views

urlpatterns = [path("", views.plan, name="plan")]
