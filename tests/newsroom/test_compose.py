"""The container files, read and not run: Docker is not where these tests are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("PASSWORD", "SECRET", "TOKEN", "KEY")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> list[str]:
    joined = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def test_the_services_are_web_worker_database_and_cache(compose):
    always = [name for name, service in compose["services"].items() if "profiles" not in service]
    assert always == ["migrate", "web", "worker", "db", "cache"]


def test_a_profile_adds_a_second_web_a_copy_of_the_database_and_varnish(compose):
    scaled = [name for name, service in compose["services"].items() if service.get("profiles") == ["scaled"]]
    assert scaled == ["web2", "replica", "edge"]


def test_web_and_worker_wait_for_a_healthy_database_and_for_the_migrations(compose):
    for name in ("web", "web2", "worker"):
        waits = compose["services"][name]["depends_on"]
        assert {service: wait["condition"] for service, wait in waits.items()} == {
            "db": "service_healthy",
            "cache": "service_healthy",
            "migrate": "service_completed_successfully",
        }


def test_every_service_that_listens_says_how_it_is(compose):
    for name in ("web", "web2", "db", "replica", "edge", "cache"):
        assert compose["services"][name]["healthcheck"]["test"][0] == "CMD"


def test_the_edge_gets_the_shipped_file_with_the_names_of_the_services(compose):
    vcl = (ROOT / compose["configs"]["varnish"]["file"]).read_text()
    script = compose["services"]["edge"]["command"][2]
    for place, name in (("8001", "web"), ("8002", "web2")):
        before, after = f'"127.0.0.1"; .port = "{place}"', f'"{name}"; .port = "8000"'
        assert f"s/{before}/{after}/" in script
        assert vcl.count(before) == 1


def test_every_image_has_a_version(compose, dockerfile):
    images = [service["image"] for service in compose["services"].values()]
    images += [line.split()[1] for line in dockerfile if line.startswith("FROM")]
    for image in images:
        name, _, tag = image.partition(":")
        assert tag, image
        assert tag != "latest", image
        assert name == "newsroom" or re.match(r"\d+\.\d+", tag), image


def test_no_secret_has_a_value(compose):
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if any(word in variable for word in SECRETS):
                assert value.startswith("${"), f"{name}: {variable}"
    assert "${POSTGRES_PASSWORD:?" in compose["services"]["web"]["environment"]["DATABASE_URL"]


def test_every_variable_that_it_asks_for_is_explained(compose):
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert asked <= explained


def test_only_the_web_and_the_edge_have_a_port_and_only_for_this_machine(compose):
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"], "edge": ["127.0.0.1:6081:6081"]}


def test_what_is_kept_lies_in_named_volumes(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in compose["volumes"]


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_special(dockerfile):
    assert sum(line.startswith("FROM") for line in dockerfile) == 2
    users = [line.split()[1] for line in dockerfile if line.startswith("USER")]
    assert users == ["newsroom"]
    last_stage = dockerfile[max(i for i, line in enumerate(dockerfile) if line.startswith("FROM")) :]
    assert not any("pip" in line.split() for line in last_stage)


def test_the_image_installs_only_what_the_hashes_name(dockerfile):
    installs = [line for line in dockerfile if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_the_image_has_a_health_check(dockerfile):
    assert any(line.startswith("HEALTHCHECK") and "/healthz" in line for line in dockerfile)


def test_everything_that_the_image_copies_exists_and_is_let_in(dockerfile):
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for line in dockerfile:
        if line.startswith("COPY") and "--from" not in line:
            source = line.split()[1]
            assert (ROOT / source).exists(), source
            assert source in let_in
    assert "*" in (ROOT / ".dockerignore").read_text().splitlines()
