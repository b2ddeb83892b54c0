import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from prep.models import Candidacy, Guide, User

pytestmark = pytest.mark.django_db


def test_an_account_is_found_by_its_address_in_any_case() -> None:
    ann = User.objects.create_user("ann@Example.org", "a long password")
    assert User.objects.get_by_natural_key("ANN@example.ORG") == ann
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Ann@example.org")


def test_a_superuser_may_do_everything() -> None:
    coach = User.objects.create_superuser("coach@example.org", "a long password")
    assert coach.is_staff
    assert coach.is_superuser


def test_a_time_zone_has_to_exist() -> None:
    user = User(email="ann@example.org", password="x", time_zone="Europe/Atlantis")
    with pytest.raises(ValidationError, match="is not a time zone such as Europe/Berlin"):
        user.full_clean()
    user.time_zone = "Pacific/Auckland"
    user.full_clean()


def test_one_candidacy_for_a_guide(lantern: Guide) -> None:
    user = User.objects.create_user("ann@example.org")
    Candidacy.objects.create(user=user, guide=lantern)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.create(user=user, guide=lantern)


@pytest.mark.parametrize(("field", "value"), [("experience_min", 99), ("salary_min", 1_000_000)])
def test_the_database_refuses_a_range_upside_down(lantern: Guide, field: str, value: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Guide.objects.update(**{field: value})


@pytest.mark.parametrize(
    ("currency", "salary"),
    [
        ("USD", "US$40,000 to US$52,000"),
        ("EUR", "€40,000 to €52,000"),
        ("NOK", "NOK 40,000 to NOK 52,000"),
    ],
)
def test_a_salary_in_words(lantern: Guide, currency: str, salary: str) -> None:
    lantern.salary_currency = currency
    assert lantern.salary == salary
