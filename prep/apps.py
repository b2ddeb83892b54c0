from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import module_has_submodule


class PrepConfig(AppConfig):
    name = "prep"
    default = True
    verbose_name = "Guides"


class AdminConfig(SimpleAdminConfig):
    """The admin with what our own apps register: groups, passkeys and the like stay out of it."""

    def ready(self) -> None:
        super().ready()
        for name in settings.OUR_APPS:
            module = apps.get_app_config(name.rpartition(".")[2]).module
            if module and module_has_submodule(module, "admin"):
                import_module(f"{name}.admin")
