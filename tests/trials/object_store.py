"""`make try-object-store`: pictures in something that speaks S3. A stand-in, moto, is fetched for the occasion and not kept."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.databases import free_port
from tests.trials.servers import LOCAL, ROOT, Table, end_well, get, manage, servers

BUCKETS = ("pictures", "originals")


def main() -> None:
    end_well()
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is not there: make tools")
    with tempfile.TemporaryDirectory(prefix="newsroom-s3-") as name:
        folder, port = Path(name), free_port()
        with servers(
            folder,
            DATABASE_URL=f"sqlite:///{folder}/site.sqlite3",
            CACHE_URL="locmemcache://",
            S3_BUCKET=BUCKETS[0],
            S3_PRIVATE_BUCKET=BUCKETS[1],
            S3_ENDPOINT=f"http://{LOCAL}:{port}",
            S3_PUBLIC_URL=f"http://{BUCKETS[0]}.localhost:{port}",
            SITE_URL="http://testserver",
            AWS_ACCESS_KEY_ID="trial",
            AWS_SECRET_ACCESS_KEY="trial",
            AWS_DEFAULT_REGION="us-east-1",
        ) as made:
            command = [
                uv,
                "tool",
                "run",
                "--from",
                "moto[server]",
                "moto_server",
                "-H",
                LOCAL,
                "-p",
                str(port),
            ]
            made.start(command, port=port)
            manage(made.environment, "migrate", "-v0")
            manage(made.environment, "collectstatic", "--no-input", "-v0")
            os.environ.update(made.environment, DJANGO_SETTINGS_MODULE="newsroom.settings")
            os.chdir(ROOT)
            import django

            django.setup()
            table = Table()
            run(port, table)
            table.end()


def run(port: int, table: Table) -> None:
    import boto3
    from django.core.files.storage import default_storage
    from django.test import Client

    from articles.desk import pictures, publishing
    from articles.models import Article, Image
    from tests import cast

    store = boto3.client("s3", endpoint_url=f"http://{LOCAL}:{port}")
    for bucket in BUCKETS:
        store.create_bucket(Bucket=bucket)

    everybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::pictures/*",
    }
    store.put_bucket_policy(
        Bucket="pictures", Policy=json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
    )

    def names(bucket: str) -> list[str]:
        return [item["Key"] for item in store.list_objects_v2(Bucket=bucket).get("Contents", [])]

    uploaded, _ = pictures.upload(cast.jpeg(size=(1600, 1067)), by=None, title="A fab")
    table.add("an upload goes to the private bucket alone", f"{len(names('originals'))} there, {len(names('pictures'))} public", bool(names("originals")) and not names("pictures"))  # fmt: skip
    story = cast.story(lead_image=uploaded, lead_alt="A fab", lead_caption="The fab", names=[cast.author()])
    cast.publish(cast.ready(story))
    public = names("pictures")
    table.add("published: its files are public", f"{len(public)} files", len(public) > 5)
    pictures.finish(within=pictures.timedelta(seconds=30))
    table.add("AVIF is added", f"{sum(name.endswith('avif') for name in names('pictures'))} files", any(name.endswith("avif") for name in names("pictures")))  # fmt: skip
    head = store.head_object(Bucket="pictures", Key=public[0])
    table.add("kept for a year, with its kind", f"{head.get('CacheControl')}, {head['ContentType']}", "immutable" in head.get("CacheControl", "") and head["ContentType"].startswith("image/"))  # fmt: skip
    page = Client().get(Article.objects.get().editions.get().path)
    address = default_storage.url(Image.objects.get().key and public[0])
    body = page.content.decode()
    private = get(port, f"/originals/{names('originals')[0]}").status
    table.add("nobody gets an original", f"{private}", private == 403)
    table.add(
        "the page names them there", address.rpartition("/")[0], f"http://pictures.localhost:{port}/" in body
    )
    policy = page.headers["Content-Security-Policy"]
    table.add("and lets browsers get them there, and nowhere else", policy.split("img-src")[1].split(";")[0].strip(), f"pictures.localhost:{port}" in policy)  # fmt: skip
    found = get(port, f"/pictures/{public[0]}")
    table.add("a reader gets one", f"{found.status}, {len(found.body)} bytes", found.status == 200)
    publishing.withdraw(Article.objects.get(), by=None, reason="A trial.")
    table.add(
        "withdrawn: nothing is public any more", f"{len(names('pictures'))} files", not names("pictures")
    )


if __name__ == "__main__":
    main()
