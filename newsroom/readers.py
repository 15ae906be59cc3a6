"""All addresses for readers: those of lists come before those of sections and stories."""

from django.urls import include, path

urlpatterns = [
    path("", include("recommendations.urls")),
    path("", include("articles.front.urls")),
]
