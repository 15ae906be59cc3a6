"""What has to be there before Newsroom can start: a Python, its packages, a key.

Only the standard library, and written so that even Python 2.7 can read it: an old Python then says what is missing
instead of showing a syntax error. Everything that may go wrong here ends in one line on stderr.
"""

from __future__ import print_function

import hashlib
import io
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
VAR = os.path.join(ROOT, "var")
KEY = os.path.join(VAR, "secret-key")
LOG = os.path.join(VAR, "install.log")

NEEDS = (3, 11)
TRY = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")

RUN = "requirements.txt"
DEVELOP = "requirements-dev.txt"


class Stop(Exception):
    """Something is missing. Its text is the one line that a person gets to read."""


# --- Python


def version_of(python):
    try:
        out = subprocess.check_output(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], stderr=subprocess.STDOUT
        )
        return tuple(int(part) for part in out.decode("ascii").strip().split("."))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return (0, 0)


def newer_python():
    """The first Python on the PATH that is new enough, or None. A name may be a shim that runs nothing: each is tried."""
    for name in TRY:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            python = os.path.join(folder, name)
            if os.access(python, os.X_OK) and version_of(python) >= NEEDS:
                return python
    return None


def use_new_enough_python():
    if sys.version_info[:2] >= NEEDS:
        return
    python = newer_python()
    if python is None:
        raise Stop("Newsroom needs Python 3.11 or newer; this is %d.%d.%d." % sys.version_info[:3])
    os.execv(python, [python] + sys.argv)


# --- Folders and key


def need_writable_folders():
    for folder in (ROOT, VAR):
        try:
            if not os.path.isdir(folder):
                os.mkdir(folder)
            writable = os.access(folder, os.W_OK | os.X_OK)
        except (OSError, IOError):
            writable = False
        if not writable:
            raise Stop(
                "Newsroom cannot write in %s. Give yourself the right to, or clone it elsewhere." % folder
            )


def make_key():
    """Once, for this clone alone. A second start racing with this one keeps whichever came first."""
    if os.path.exists(KEY):
        return
    import secrets  # not in Python 2

    draft = "%s.%d" % (KEY, os.getpid())
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as key:
        key.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, KEY)
    except FileExistsError:
        pass
    finally:
        os.remove(draft)


# --- Packages


def fingerprint(requirements):
    with open(os.path.join(ROOT, requirements), "rb") as pinned:
        return hashlib.sha256(pinned.read()).hexdigest()


def installed():
    try:
        with io.open(STAMP, encoding="ascii") as stamp:
            return json.load(stamp)
    except (OSError, IOError, ValueError):
        return {}


def on_path(name):
    import shutil  # which() is not in Python 2

    return shutil.which(name)


def attempt(command):
    """Run quietly. What it prints goes to the log; returns its text if it failed, else None."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_REQUIRE_VIRTUALENV="0")
    environment.pop("VIRTUAL_ENV", None)
    job = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = job.communicate()[0].decode("utf-8", "replace")
    with io.open(LOG, "a", encoding="utf-8") as log:
        log.write("$ %s\n%s\n" % (" ".join(command), said))
    return said if job.returncode else None


def make_venv(uv):
    """With the Python that runs this; the venv's own may be the one that has to go."""
    python = getattr(sys, "_base_executable", None) or sys.executable
    if uv and attempt([uv, "venv", "--quiet", "--clear", "--seed", "--python", python, VENV]) is None:
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stop(
            "This Python lacks its venv module. On Debian and Ubuntu: sudo apt install python%d.%d-venv"
            % sys.version_info[:2]
        )
    said = attempt([python, "-m", "venv", "--clear", VENV])
    if said is not None:
        raise Stop("The folder .venv could not be made: %s" % last_line(said))


def last_line(said):
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["no reason was given"])[-1].rstrip(".") + "."


def why_not(said):
    text = said.lower()
    if "do not match the hashes" in text or "hash mismatch" in text:
        return "a package is not the one that was pinned. Nothing of it was installed."
    if "no space left" in text:
        return "the disk is full."
    signs = (
        "connection",
        "name resolution",
        "timed out",
        "timeout",
        "network",
        "dns error",
        "unreachable",
        "ssl",
    )
    if any(sign in text for sign in signs):
        return "the package index cannot be reached. Is there a network?"
    return last_line(said)


def install(requirements):
    """Into .venv, never into the system, and only what the pinned hashes name. Nothing to do if that was done before."""
    now = {name: fingerprint(name) for name in ((RUN,) if requirements == RUN else (RUN, DEVELOP))}
    before = installed()
    usable = os.access(VENV_PYTHON, os.X_OK) and version_of(VENV_PYTHON) >= NEEDS
    if usable and all(before.get(name) == value for name, value in now.items()):
        return
    print("Installing what %s names into .venv ..." % requirements)
    sys.stdout.flush()
    uv = on_path("uv")
    if not usable or attempt([VENV_PYTHON, "-m", "pip", "--version"]) is not None:
        make_venv(uv)
    by_uv = [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, "--require-hashes", "-r", requirements]
    by_pip = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--retries", "2"]
    by_pip += ["--require-hashes", "-r", requirements]
    # uv is quicker, but it may be set up for another index than pip is.
    if not uv or attempt(by_uv) is not None:
        said = attempt(by_pip)
        if said is not None:
            raise Stop("The packages could not be installed: %s More is in var/install.log." % why_not(said))
    with io.open(STAMP, "w", encoding="ascii") as stamp:
        stamp.write(json.dumps(now, indent=1))


# --- Commands


def prepare(requirements):
    use_new_enough_python()
    need_writable_folders()
    make_key()
    install(requirements)


def become(*arguments):
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(VENV_PYTHON, [VENV_PYTHON] + list(arguments))


def run(arguments):
    prepare(RUN)
    become("-m", "newsroom.serve", *arguments)


def dev(arguments):
    run(["--dev"] + arguments)


def test(arguments):
    prepare(DEVELOP)
    become("-m", "tests", *arguments)


def tools(arguments):
    prepare(DEVELOP)


COMMANDS = {"run": run, "dev": dev, "test": test, "tools": tools}


def main(arguments):
    if not arguments or arguments[0] not in COMMANDS:
        raise Stop("Say one of: %s" % ", ".join(sorted(COMMANDS)))
    COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as reason:
        sys.stderr.write("%s\n" % reason)
        sys.exit(1)
    except (OSError, IOError) as error:
        sys.stderr.write("Newsroom cannot start: %s\n" % error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
