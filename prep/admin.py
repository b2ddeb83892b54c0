"""The people with an account, for those who run the server."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from prep.models import User

# Registered by the import above; nothing here asks which group someone is in.
admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = "Prep"
admin.site.index_title = "What coaches and admins look after"


@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]
    """Makes someone a coach, or closes an account. The rest is for people themselves to change."""

    list_display = ["email", "is_staff", "last_login", "date_joined"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email"]
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password", "is_active", "is_staff"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["email", "last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).exclude(email=None)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        # Nobody locks themselves out.
        own = ["is_active", "is_staff"] if obj == request.user else []
        return [*self.readonly_fields, *own]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
