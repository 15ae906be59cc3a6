from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from newsroom import media
from newsroom.health import ADDRESSES

# The desk's own login page would know neither the limits nor the second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "newsroom.trouble.server_error"
handler404 = "articles.front.answers.not_found"

urlpatterns = [
    *(path(address.lstrip("/"), view, name=view.__name__) for address, view in ADDRESSES.items()),
    path("media/<path:name>", media.picture, name="media"),
    path("admin/account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("newsroom.readers")),
]
