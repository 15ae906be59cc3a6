from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. Readers have no accounts."""

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
