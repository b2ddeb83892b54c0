"""What the practice pages send, checked. Texts keep every character but the shape of line ends."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils import timezone

from prep.markdown import MAX_BYTES
from prep.models import Candidacy
from questions.models import Question
from questions.practice.bands import Band
from questions.practice.models import Answer, OwnQuestion, Typed
from questions.practice.models.timers import MAX_SECONDS
from rounds.models import Round

# How far away an interview can be, in days.
LATEST = 2 * 366
NOTE_CHARACTERS = 10_000
VERSIONS = 2**53


class TextField(forms.CharField):
    """Text of any kind; line feeds only, and no NUL, which no database keeps."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "strip": False, "empty_value": "", **options})
        # Django refuses a NUL; here the rest of what was typed is worth more.
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


class TypedForm(forms.Form):
    """The text of a draft with what the page knows of it."""

    text = TextField()
    version = forms.IntegerField(min_value=0, max_value=VERSIONS)
    writer = forms.RegexField(r"\A[0-9a-f]{32}\Z")
    sequence = forms.IntegerField(min_value=0, max_value=VERSIONS)
    aloud = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        size = len(text.encode("utf-8", errors="replace"))
        if size > MAX_BYTES:
            raise ValidationError(
                f"This text is {size // 1024 + 1} kB long; at most {MAX_BYTES // 1024} kB can be "
                "saved. Shorten it, and save again."
            )
        return text

    @property
    def typed(self) -> Typed:
        data = self.cleaned_data
        return Typed(data["text"], data["version"], data["writer"], data["sequence"])


class TimerForm(forms.Form):
    ACTIONS = ("start", "pause", "resume", "extend", "off")

    action = forms.ChoiceField(choices=[(one, one) for one in ACTIONS])
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_SECONDS // 60,
        error_messages={
            "invalid": "Minutes must be a whole number.",
            "min_value": "A timer runs for a minute at least.",
            "max_value": "A timer runs for a day at most.",
        },
    )


class BandField(forms.TypedChoiceField):
    """One of the four bands, or none."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            choices=Band.choices,
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )


class JudgementForm(forms.Form):
    """The bands of one attempt, by its own criteria, and what would have sunk it."""

    band = BandField(label="Overall")
    note = TextField()

    def __init__(self, *args: Any, answer: Answer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.answer = answer
        for one in answer.criteria_then:
            self.fields[f"criterion-{one.key}"] = BandField(label=one.text)
        self.fields["reasons"] = forms.MultipleChoiceField(
            choices=[(one.key, one.text) for one in answer.reasons_then],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    @staticmethod
    def initially(answer: Answer) -> dict[str, Any]:
        """The values of an attempt as it is judged so far."""
        return {
            "band": answer.band,
            "note": answer.note,
            "reasons": [one.reason for one in answer.ticked_reasons.all()],
            **{f"criterion-{one.criterion}": one.band for one in answer.ratings.all()},
        }

    @property
    def criteria(self) -> list[BoundField]:
        return [self[f"criterion-{one.key}"] for one in self.answer.criteria_then]

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if len(note) > NOTE_CHARACTERS:
            raise ValidationError(
                f"A note holds at most {NOTE_CHARACTERS:,} characters; this one has {len(note):,}."
            )
        return note

    def save(self, note_was: str | None = None) -> None:
        """Raises what `Answer.rate` raises."""
        data = self.cleaned_data
        ratings = {
            one.key: Band(band)
            for one in self.answer.criteria_then
            if (band := data[f"criterion-{one.key}"])
        }
        band = Band(data["band"]) if data["band"] else None
        self.answer.rate(band, ratings, data["reasons"], data["note"], note_was)


class RoundChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rounds, each under the guide that it belongs to."""

    def label_from_instance(self, found: Any) -> str:
        return f"{found.guide}: {found.name}"


class OwnQuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = OwnQuestion
        fields = ["prompt", "kind", "practice_round", "minutes"]
        widgets = {"prompt": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, rounds: "QuerySet[Round]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["practice_round"] = RoundChoice(
            rounds, label="Round that it prepares for", empty_label=None
        )
        self.fields["prompt"].label = "Your question"
        self.fields["kind"] = forms.ChoiceField(choices=Question.Kind.choices)
        if not self.instance.pk:
            self.initial["minutes"] = 10

    def save(self, commit: bool = True) -> Any:
        self.instance.guide = self.cleaned_data["practice_round"].guide
        return super().save(commit)


class InterviewForm(forms.Form):
    """The day of the interview; none at all leaves it open."""

    interview_date = forms.DateField(
        required=False,
        label="Day of the interview",
        help_text="As far as you know: reviews are cut to the days that are left.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "That is not a day, such as 2027-01-31."},
    )

    @staticmethod
    def initially(candidacy: Candidacy | None) -> dict[str, Any]:
        return {"interview_date": candidacy.interview_date if candidacy else None}

    def __init__(self, data: Any = None, **options: Any) -> None:
        # Left open: whatever stands in the field does not count.
        super().__init__({} if data and data.get("open") else data, **options)

    def clean_interview_date(self) -> Any:
        day = self.cleaned_data["interview_date"]
        if day and day < timezone.localdate():
            raise ValidationError("That day has passed. Enter the one that is to come.")
        if day and day > timezone.localdate() + timedelta(days=LATEST):
            raise ValidationError("That is more than two years away: check the year.")
        return day
