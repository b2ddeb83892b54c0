"""The company profile and the people who use it."""

from prep.models.guides import (
    CriteriaGroup,
    Criterion,
    Guide,
    Location,
    LocationPoint,
    Tip,
)
from prep.models.people import Candidacy, RoundDate, User

__all__ = [
    "Candidacy",
    "CriteriaGroup",
    "Criterion",
    "Guide",
    "Location",
    "LocationPoint",
    "RoundDate",
    "Tip",
    "User",
]
