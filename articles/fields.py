"""Fields that clean what they store, whichever way it comes in: form, import, command, a bare save(), update()."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from articles import disclosures, plain, prose

LONGEST_BODY = (
    500_000  # characters of HTML, about 80,000 words: more is no story, and would keep the server busy
)


class CleanedField(models.Field):
    """`tidy` is applied wherever a value goes into the database; saving shows the result on the instance too."""

    def tidy(self, value: str) -> str:
        raise NotImplementedError

    def _tidied(self, value: Any) -> Any:
        return self.tidy(value) if isinstance(value, str) else value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(self._tidied(value), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self._tidied(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # update() and bulk_update() come here without an instance.
        return super().get_db_prep_save(self._tidied(value), connection)


class LineField(CleanedField, models.CharField):
    """One line of plain text."""

    def tidy(self, value: str) -> str:
        return plain.line(value)


class PlainField(CleanedField, models.TextField):
    """Plain text of several lines."""

    def tidy(self, value: str) -> str:
        return plain.lines(value)


class ProseField(CleanedField, models.TextField):
    """Canonical body HTML (see `articles.prose`)."""

    #: The desk puts its editor here: it stands two floors up.
    form_class: ClassVar[type[forms.Field] | None] = None

    def tidy(self, value: str) -> str:
        return prose.clean(value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_BODY:
            raise ValidationError("This is too long for one story: make it two.", code="max_length")
        return super().clean(value, model_instance)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**({"form_class": self.form_class} if self.form_class else {}) | kwargs)


class DisclosuresField(models.JSONField):
    """A list of disclosures (see `articles.disclosures`), as plain values."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(_plainly(value), connection)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = _plainly(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


def _plainly(value: Any) -> Any:
    return value if hasattr(value, "resolve_expression") else disclosures.stored(disclosures.read(value))


class WebAddressField(CleanedField, models.URLField):
    """An address elsewhere: http or https. Saving another one raises ValidationError."""

    schemes: tuple[str, ...] = plain.WEB
    refusal = "Enter an address that begins with https:// or http://."

    def tidy(self, value: str) -> str:
        if not value.strip():
            return ""
        href = plain.address(value, schemes=self.schemes, paths=False)
        if not href:
            raise ValidationError(self.refusal, code="scheme")
        return href

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https"} | kwargs)


class ContactAddressField(WebAddressField):
    """An address at which somebody can be reached: mailto as well."""

    default_validators: list[Any] = []  # Django's does not know mailto; `tidy` looks
    schemes = plain.WEB_AND_MAIL
    refusal = "Enter an address that begins with https://, http:// or mailto:."

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs = {"form_class": forms.CharField, "widget": forms.URLInput} | kwargs
        return models.CharField.formfield(self, **kwargs)
