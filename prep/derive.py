"""What is stored but never typed, derived anew: rendered HTML and the guide's version.

Saving an item derives what it can by itself; `stamp` follows once for the guide. The fixture load
and `manage.py refresh` both end here, and so does whatever else writes content.
"""

import hashlib
import json

from django.db import transaction

from prep.content import content_models
from prep.models import Guide


def stamp(guide: Guide) -> str:
    """Store and return the guide's version: a digest of all its items in canonical form."""
    digest = hashlib.sha256()
    for model in content_models():
        model.derive_across(guide)
        items = model.objects.in_guide(guide).with_references()
        forms = sorted((item.natural_key(), item.canonical()) for item in items)
        digest.update(json.dumps([model._meta.label, forms]).encode())
    guide.version = digest.hexdigest()
    Guide.objects.filter(pk=guide.pk).update(version=guide.version)
    return guide.version


@transaction.atomic
def refresh() -> int:
    """Derive everything anew in every guide; the number of items that were out of date."""
    stale = 0
    for model in content_models():
        for item in model.objects.all():
            before = vars(item).copy()
            item.derive()
            if vars(item) != before:
                item.save()
                stale += 1
    for guide in Guide.objects.all():
        stamp(guide)
    return stale
