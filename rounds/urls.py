from django.urls import path

from rounds import views

urlpatterns = [
    path("", views.first, name="rounds"),
    path("<int:number>/", views.stepper, name="round"),
]
