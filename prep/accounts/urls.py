from django.urls import include, path

from prep.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("time-zone/", views.time_zone, name="account_time_zone"),
    # In place of allauth's, which asks the database once for each session.
    path("sessions/", views.session_list, name="usersessions_list"),
    path("", include("allauth.urls")),
]
