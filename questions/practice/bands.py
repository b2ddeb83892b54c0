"""The four bands in which the guide's own interviewers judge, worst first."""

from django.db import models


class Band(models.IntegerChoices):
    STRONG_NO_HIRE = 1, "Strong no hire"
    LEANING_NO_HIRE = 2, "Leaning no hire"
    LEANING_HIRE = 3, "Leaning hire"
    STRONG_HIRE = 4, "Strong hire"
