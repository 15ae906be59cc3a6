"""What is missing is said in one line, and what was done is not done again."""

from __future__ import annotations

import ast
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty clone: nothing installed, nothing made."""
    venv, var = tmp_path / ".venv", tmp_path / "var"
    for name, place in {
        "ROOT": tmp_path,
        "VENV": venv,
        "VENV_PYTHON": venv / "bin" / "python",
        "STAMP": venv / "installed.json",
        "VAR": var,
        "KEY": var / "secret-key",
        "LOG": var / "install.log",
    }.items():
        monkeypatch.setattr(bootstrap, name, str(place))
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"# {name}")
    var.mkdir()
    return tmp_path


def a_python(folder: Path, name: str, version: str) -> None:
    python = folder / name
    python.write_text(f"#!/bin/sh\n{f'echo {version}' if version else 'exit 127'}\n")
    python.chmod(0o755)


# --- Python


def test_even_a_very_old_python_can_read_it():
    tree = ast.parse((ROOT / "newsroom" / "bootstrap.py").read_text())
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.AsyncFunctionDef, ast.Match)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), node.lineno
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs
            assert not node.posonlyargs
        if isinstance(node, ast.arg):
            assert node.annotation is None
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            assert not any(isinstance(element, ast.Starred) for element in node.elts)


def test_a_too_old_python_says_which_one_is_needed(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 18))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(bootstrap.Stop, match=r"^Newsroom needs Python 3\.11 or newer; this is 3\.9\.18\.$"):
        bootstrap.use_new_enough_python()


def test_a_newer_python_on_the_path_takes_over_and_a_shim_that_runs_nothing_does_not(monkeypatch, tmp_path):
    a_python(tmp_path, "python3.13", "")
    a_python(tmp_path, "python3.12", "3.12")
    a_python(tmp_path, "python3", "3.9")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert bootstrap.newer_python() == str(tmp_path / "python3.12")


# --- Folders and key


def test_a_folder_that_cannot_be_written_is_named(clone, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "access", lambda folder, mode: False)

    with pytest.raises(bootstrap.Stop, match=f"^Newsroom cannot write in {clone}"):
        bootstrap.need_writable_folders()


def test_the_key_is_made_once_for_its_owner_alone(clone):
    bootstrap.make_key()
    first = (clone / "var" / "secret-key").read_text()
    bootstrap.make_key()

    assert (clone / "var" / "secret-key").read_text() == first
    assert len(first) >= 50
    assert stat.S_IMODE((clone / "var" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (clone / "var").iterdir()] == ["secret-key"]


# --- Packages


def installs(monkeypatch: pytest.MonkeyPatch, said: str | None = None) -> list[list[str]]:
    """Write down what would be run; what installs packages answers with `said`."""
    commands: list[list[str]] = []

    def attempt(command: list[str]) -> str | None:
        commands.append([os.path.basename(command[0]), *command[1:]])
        return said if "install" in command else None

    monkeypatch.setattr(bootstrap, "attempt", attempt)
    monkeypatch.setattr(bootstrap, "on_path", lambda name: None)
    (Path(bootstrap.VENV) / "bin").mkdir(parents=True)
    a_python(Path(bootstrap.VENV) / "bin", "python", "3.11")
    return commands


def test_packages_are_installed_with_their_hashes_and_only_once(clone, monkeypatch):
    commands = installs(monkeypatch)

    bootstrap.install(bootstrap.RUN)
    bootstrap.install(bootstrap.RUN)

    assert [command[-3:] for command in commands if "install" in command] == [
        ["--require-hashes", "-r", "requirements.txt"]
    ]


def test_a_changed_pin_is_installed_again(clone, monkeypatch):
    commands = installs(monkeypatch)

    bootstrap.install(bootstrap.RUN)
    (clone / "requirements.txt").write_text("# another")
    bootstrap.install(bootstrap.RUN)

    assert sum("install" in command for command in commands) == 2


def test_what_the_tests_need_holds_what_the_site_needs(clone, monkeypatch):
    commands = installs(monkeypatch)

    bootstrap.install(bootstrap.DEVELOP)
    bootstrap.install(bootstrap.RUN)

    assert sum("install" in command for command in commands) == 1
    assert set(json.loads((clone / ".venv" / "installed.json").read_text())) == {
        "requirements.txt",
        "requirements-dev.txt",
    }


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "WARNING: Retrying after connection broken by NewConnectionError: Failed to establish a new connection",
            "the package index cannot be reached. Is there a network?",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "a package is not the one that was pinned. Nothing of it was installed.",
        ),
        ("OSError: [Errno 28] No space left on device", "the disk is full."),
        ("noise\nERROR: Something else\nmore noise", "ERROR: Something else."),
    ],
)
def test_a_failed_install_says_why_in_one_line_and_is_tried_again(clone, monkeypatch, said, words):
    installs(monkeypatch, said)

    with pytest.raises(bootstrap.Stop) as stop:
        bootstrap.install(bootstrap.RUN)

    assert str(stop.value) == f"The packages could not be installed: {words} More is in var/install.log."
    assert not (clone / ".venv" / "installed.json").exists()


def test_a_missing_venv_module_is_told_with_its_package(clone, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(
        bootstrap.Stop, match=r"^This Python lacks its venv module\..*apt install python3\.\d+-venv$"
    ):
        bootstrap.make_venv(None)


# --- The command line


def test_an_unknown_command_ends_with_one_line():
    done = subprocess.run(
        [sys.executable, "newsroom/bootstrap.py", "nonsense"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "Say one of: dev, run, test, tools\n")


def test_every_target_of_the_makefile_is_explained():
    makefile = (ROOT / "Makefile").read_text()
    phony = makefile.partition(".PHONY:")[2].partition("\n")[0].split()
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for target in set(phony) - {"tools"}:
        assert f"make {target} " in listed
