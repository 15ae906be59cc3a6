"""Pictures of the old site's uploads folder, taken into the library through the same door as any upload, once."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles import pixels
from articles.desk import pictures
from articles.models import Image, Origin
from articles.wordpress.archive import Picture
from articles.wordpress.items import words
from articles.wordpress.survey import File, Survey
from articles.wordpress.uploads import Uploads


class Library:
    def __init__(self, survey: Survey, site: str, folder: Path | None, *, dry_run: bool) -> None:
        self.survey, self.site, self.dry_run = survey, site, dry_run
        self.uploads = Uploads(folder)
        self.taken = 0
        self.missing = 0

    def picture(self, id: str, address: str) -> Picture | str:
        file = self.survey.file(id, address)
        if file is None:
            file = File("", address, "", "", "", "", "")
        found = self.uploads.find(address or file.address, file.attached)
        if isinstance(found, str) and address and file.address:
            found = self.uploads.find(file.address, file.attached)
        if isinstance(found, str):
            self.missing += 1
            return found
        image = self._image(found, file)
        if isinstance(image, Image):
            assert self.uploads.folder is not None
            self.survey.show(file.id, str(found.relative_to(self.uploads.folder)))
        return image if isinstance(image, str) else Picture(image.pk, file.alt, file.caption, file.credit)

    def _image(self, path: Path, file: File) -> Image | str:
        assert self.uploads.folder is not None
        name = f"file:{path.relative_to(self.uploads.folder)}"
        if len(name) > 250:
            return "its name is too long"
        try:
            data = path.read_bytes()
        except OSError as error:
            return f"it cannot be read: {error.strerror}"
        digest = hashlib.sha256(data).hexdigest()
        origin = Origin.objects.filter(site=self.site, item=name).select_related("image").first()
        if origin and origin.image and origin.said == digest:
            return origin.image
        twin = (
            Origin.objects.filter(site=self.site, said=digest, image__isnull=False)
            .select_related("image")
            .first()
        )
        if twin is None or twin.image is None:
            try:
                image = self._take(data, file, path)
            except pixels.Refused as refused:
                self.missing += 1
                return str(refused)
        else:
            image = twin.image
        Origin.objects.update_or_create(
            site=self.site, item=name, defaults={"image": image, "said": digest, "at": timezone.now()}
        )
        return image

    def _take(self, data: bytes, file: File, path: Path) -> Image:
        told = {
            "title": file.title or path.stem.replace("-", " ").replace("_", " "),
            "alt": file.alt[:250],
            "caption": words(file.caption)[:300],
            "credit": file.credit[:120],
        }
        self.taken += 1
        if not self.dry_run:
            return pictures.upload(data, by=None, **told)[0]
        # The same checks, and a row that is rolled back with everything else; but no file is left behind.
        accepted = pixels.accept(data)
        told["title"] = told["title"][:120]
        with transaction.atomic():
            return Image.objects.get_or_create(
                content_hash=accepted.content_hash,
                defaults={**told, "file": "dry-run", "width": accepted.width, "height": accepted.height},
            )[0]
