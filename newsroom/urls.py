from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from articles import guests
from newsroom import guests as of_lists
from newsroom import media
from newsroom.health import ADDRESSES

# The desk's own login page would know neither the limits nor the second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "newsroom.trouble.server_error"
handler404 = "articles.front.answers.not_found"

urlpatterns = [
    *(path(address.lstrip("/"), view, name=view.__name__) for address, view in ADDRESSES.items()),
    path("media/<path:name>", media.picture, name="media"),
    # Not among the readers' addresses: a link leads to a draft.
    path("preview/<slug:token>/", guests.preview, name="preview"),
    path("preview/<slug:token>/pictures/<int:pk>/<str:slug>", guests.picture, name="preview-picture"),
    path("preview/lists/<slug:token>/", of_lists.page, name="shared-list"),
    path(
        "preview/lists/<slug:token>/files/<int:pk>/<str:slug>", of_lists.picture, name="shared-list-picture"
    ),
    path("preview/lists/<slug:token>/<path:address>", of_lists.page, name="shared-list-page"),
    path("admin/account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("newsroom.readers")),
]
