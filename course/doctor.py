"""``python -m course doctor``: is this machine ready, and if not, what mends it?

It must work where the rest does not: the standard library alone, plain text, and no module
from a folder of the learner's. Each finding begins with a word: ok; note, the course runs
all the same; mend, it does not. What has to run is run, a pool under each start method and
the kernel of a notebook, each as a program of its own under a time limit.
"""

import os
import sys

# Below, a random.py of the learner's would be imported in place of Python's own.
sys.path.sort(key=lambda folder: not folder.startswith(os.path.dirname(os.__file__)))

import json
import multiprocessing
import re
import shlex
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import textwrap
from contextlib import suppress
from importlib import metadata
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "course"
LESSONS = ROOT / "lessons"
NOTEBOOKS = ROOT / "notebooks"
EXERCISES = ROOT / "exercises"
REQUIREMENTS = ROOT / "requirements.txt"
ENVIRONMENT = ROOT / ".venv"  # as the README makes it

WINDOWS = os.name == "nt"
WIDTH = 80
POOL_LIMIT = 60  # seconds; a pool takes less than one
KERNEL_LIMIT = 600  # seconds; the kernel's own limits (trial_kernel.py) end it long before

SHOWS = "  # shows it all"

# Where a pool's error has this text: what it means, and the commands against it.
CAUSES = {
    "AF_UNIX path too long": (
        "the path of the temporary folder is too long for a socket",
        ["export TMPDIR=/tmp"],
    ),
    "Too many open files": ("too few files may be open", ["ulimit -n 1024"]),
    "No space left on device": ("the disk, or /dev/shm, is full", ["df -h . /tmp /dev/shm"]),
    "SemLock": (
        "locks need a folder /dev/shm that everybody can write to",
        ["sudo mount -t tmpfs -o mode=1777 tmpfs /dev/shm"],
    ),
}


class Finding(NamedTuple):
    """word: "ok", "note" or "mend"; sentence: str; commands: what mends it, a sequence of str."""

    word: str
    sentence: str
    commands: tuple[str, ...] | list[str] = ()


# -- what is looked at --


def python_version():
    """This Python; course/__init__.py has turned those away that are too old."""
    yield Finding("ok", f"Python {sys.version.split()[0]}, {sys.executable}")


def cores():
    """How many processes can compute at the same time."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if count == 1:
        yield Finding("note", "1 core: what computes takes turns, and lessons take longer")
    else:
        yield Finding("ok", f"{count} cores")


def encoding():
    """Whether the terminal takes what programs of the course print."""
    try:
        "…·—└█".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        yield Finding(
            "note",
            f"the terminal's encoding is {sys.stdout.encoding}: some characters come out as ?",
            [
                unset("PYTHONIOENCODING")
                if "PYTHONIOENCODING" in os.environ
                else ("set PYTHONUTF8=1" if WINDOWS else "export PYTHONUTF8=1")
            ],
        )
    else:
        yield Finding("ok", f"the terminal's encoding is {sys.stdout.encoding}")


def write_permission():
    """Whether the course can write where it keeps something."""
    # Not both at once: what mends the first mostly mends the second too.
    faults = list(exercises_fault()) or list(folder_fault(NOTEBOOKS))
    faults += temporary_fault()
    yield from faults or [Finding("ok", "exercises, notebooks and temporary files can be written")]


def exercises_fault():
    """Why a learner's files cannot be written; the folder is made at the first exercise."""
    if EXERCISES.is_dir():
        yield from folder_fault(EXERCISES)
        locked = [path for path in sorted(EXERCISES.iterdir()) if not os.access(path, os.W_OK)]
        if locked:
            yield Finding("mend", f"{shown(locked[0])} cannot be written", unlock(EXERCISES))
    elif os.path.lexists(EXERCISES):
        yield Finding(
            "mend", f"{shown(EXERCISES)} must be a folder", [rename(EXERCISES, "exercises_old")]
        )
    else:
        yield from folder_fault(ROOT)


def folder_fault(folder):
    """Why a file cannot be made in a folder (path)."""
    trial = folder / f".doctor-{os.getpid()}"
    try:
        trial.write_text("", encoding="utf-8")
        trial.unlink()
    except OSError as error:
        yield Finding("mend", f"{folder} cannot be written to ({error.strerror})", unlock(folder))


def temporary_fault():
    """Why a program cannot make temporary files; gettempdir() has tried where it can."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        commands = ["mkdir %USERPROFILE%\\tmp", "set TMP=%USERPROFILE%\\tmp"]
        if not WINDOWS:
            commands = ["mkdir -p ~/tmp", "export TMPDIR=~/tmp"]
        yield Finding("mend", "there is no folder for temporary files", commands)


def shadows():
    """Files that are imported in the place of a module that the course needs."""
    standard = sys.stdlib_module_names - {"test"}  # a likely name, and the course never imports it
    standard = {name for name in standard if not is_built_in(name)}
    packages = {name.replace("-", "_") for name in requirements()}
    lessons = {path.stem for path in LESSONS.glob("lesson_*.py")}
    paths = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    listed = {Path(folder).resolve() for folder in paths}
    nothing = True
    for folder in {Path.cwd(), ROOT, LESSONS, NOTEBOOKS, EXERCISES, COURSE} - listed:
        for file in modules(folder, standard | packages):
            nothing = False
            sentence = f"{shown(file)} is imported in place of the module {file.stem}"
            yield Finding("mend", sentence, [rename(file, f"my_{file.name}")])
    for folder in listed:
        for file in modules(folder, standard):
            nothing = False
            sentence = f"PYTHONPATH: {file} is imported in place of the module {file.stem}"
            yield Finding("mend", sentence, [unset("PYTHONPATH")])
    for folder in listed - {ROOT, LESSONS}:
        for file in modules(folder, lessons | {"course"}):
            nothing = False
            sentence = f"PYTHONPATH: your programs will import {file}, not the one of the course"
            yield Finding("note", sentence, [unset("PYTHONPATH")])
    if nothing:
        yield Finding("ok", "no file stands in the place of a module that the course imports")


def packages():
    """Whether the packages of requirements.txt are there, in the versions that were tried."""
    missing, others = [], []
    for name, version in requirements().items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
        else:
            if installed != version:
                others.append(f"{name} {installed} (not {version})")
    if missing:
        sentence = (
            f"not installed: {', '.join(missing)}. The lessons run without, the rest does not"
        )
        yield Finding("mend", sentence, install())
    if others:
        sentence = f"not the versions that were tried: {', '.join(others)}"
        yield Finding("note", sentence, () if missing else install())
    if not missing and not others:
        yield Finding("ok", f"the {len(requirements())} packages of {shown(REQUIREMENTS)}")


def pool(trial, method):
    """What became of two workers under a start method."""
    try:
        code, _, errors = outcome(trial, POOL_LIMIT)
    except subprocess.TimeoutExpired:
        sentence = f"{method}: two workers did not answer in {POOL_LIMIT} s and were killed"
        yield Finding("mend", sentence, [pool_command(method)])
        return
    if code == 0:
        default = " (the default)" if method == multiprocessing.get_start_method() else ""
        yield Finding("ok", f"start method {method}{default}: two workers answered")
        return
    commands = [pool_command(method)]
    cause = root_cause(errors)
    for text, known in CAUSES.items():
        if text in errors:
            cause, commands = known
            break
    yield Finding("mend", f"start method {method}: no pool of two workers: {cause}", commands)


def kernel(trial=None):
    """What became of a notebook's kernel."""
    if trial is None:
        yield Finding("note", "Jupyter's kernel was not tried: it needs the packages")
        return
    place = "--user" if sys.prefix == sys.base_prefix else "--sys-prefix"
    anew = f"{python()} -m ipykernel install {place}"
    if "JUPYTER_PATH" in os.environ:  # a kernel that is listed there goes first
        anew = unset("JUPYTER_PATH")
    show_error = f"{python()} {shown(COURSE / 'trial_kernel.py')}{SHOWS}"
    try:
        code, printed, errors = outcome(trial, KERNEL_LIMIT)
    except subprocess.TimeoutExpired:
        sentence = f"Jupyter's kernel did not answer in {KERNEL_LIMIT} s and was killed"
        yield Finding("mend", sentence, [show_error])
        return
    if code:
        report = {"prefix": None, "error": root_cause(errors), "found": {}}
    else:
        report = json.loads(printed.splitlines()[-1])
    strangers = [Path(file) for file in report["found"].values() if not in_course(file)]
    if report["prefix"] is None:
        sentence = f"Jupyter's kernel does not start: {report['error']}"
        yield Finding("mend", sentence, [show_error] if code else [anew, show_error])
    elif not os.path.samefile(report["prefix"], sys.prefix):
        sentence = f"Jupyter's kernel is another Python, the one in {report['prefix']}"
        yield Finding("mend", sentence, [anew])
    elif report["error"]:
        yield Finding("mend", f"a notebook's first cell fails: {report['error']}", [show_error])
    elif strangers:
        for file in strangers:
            sentence = f"notebooks import {shown(file)} in place of the lesson"
            yield Finding("mend", sentence, [rename(file, f"my_{file.name}")])
    else:
        yield Finding("ok", "Jupyter's kernel is this Python, and finds the lessons")


# -- what is tried, as a program of its own --


def begin(*words):
    """Start this Python with these words; returns the Popen."""
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # a group of its own, which is ended as a whole
    )


def outcome(process, limit):
    """(exit code, standard output, standard error); TimeoutExpired after so many seconds."""
    printed, errors = process.communicate(timeout=limit)
    return process.returncode, printed, errors


def end(process):
    """Kill what is left of a trial."""
    if not WINDOWS:
        with suppress(OSError):  # mostly nothing is left
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    process.wait()
    process.stdout.close()
    process.stderr.close()


def pool_words(method):
    return COURSE / "launch.py", method, COURSE / "trial_pool.py"


def pool_command(method):
    launch, method, program = pool_words(method)
    return f"{python()} {shown(launch)} {method} {shown(program)}{SHOWS}"


# -- what findings are made of --


def requirements():
    """The packages of requirements.txt, a dict from name to version."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))


def modules(folder, names):
    """The files (paths) in a folder that would be imported under one of the names."""
    for name in sorted(names):
        spec = PathFinder.find_spec(name, [str(folder)])
        if spec and spec.origin:
            file = Path(spec.origin)
            yield file.parent if file.stem == "__init__" else file


def is_built_in(name):
    """Whether a module is part of the interpreter, so that no file can take its place."""
    return bool(BuiltinImporter.find_spec(name) or FrozenImporter.find_spec(name))


def in_course(file):
    """Whether a module's file (str) is the course's own."""
    return Path(file).resolve().parent in (COURSE, LESSONS)


def root_cause(errors):
    """Of all that a program wrote to standard error (str), the error that began it."""
    found = re.search(r"^[\w.]*(Error|Exception|Interrupt)\b.*", errors, re.MULTILINE)
    return found[0] if found else "it said nothing"


def shown(path):
    """A path as one would type it here."""
    return quoted(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def quoted(path):
    return subprocess.list2cmdline([str(path)]) if WINDOWS else shlex.quote(str(path))


def python():
    """What to type for this Python: "python" where that is it, else its whole path."""
    for name in ("python", "python3"):
        found = shutil.which(name)
        if found and os.path.dirname(found) == os.path.dirname(sys.executable):
            return name
    return quoted(sys.executable)


def unset(variable):
    return f"set {variable}=" if WINDOWS else f"unset {variable}"


def rename(path, name):
    if WINDOWS:
        return f"ren {shown(path)} {name}"
    return f"mv {shown(path)} {shown(path.with_name(name))}"


def unlock(folder):
    """The commands after which a folder (path) can be written to."""
    if WINDOWS:
        return [f"xcopy /E /I {quoted(ROOT)} %USERPROFILE%\\{ROOT.name}"]
    if folder.stat().st_uid == os.geteuid() and not read_only(folder):
        return [f"chmod -R u+rwX {quoted(folder)}"]
    if folder == EXERCISES and not read_only(folder):
        return [f'sudo chown -R "$(id -un)" {quoted(folder)}']
    return [f"cp -R {quoted(ROOT)} ~/", f"cd ~/{quoted(ROOT.name)}"]


def read_only(folder):
    """Whether the whole file system is, of which the folder is a part."""
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def install():
    """The commands that install requirements.txt for this Python."""
    activate = ".venv\\Scripts\\activate" if WINDOWS else f". {shown(ENVIRONMENT / 'bin/activate')}"
    pip = f"-m pip install -r {shown(REQUIREMENTS)}"
    if Path(sys.prefix) != ENVIRONMENT and (ENVIRONMENT / "pyvenv.cfg").exists():
        return [activate]
    mark = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
    if sys.prefix == sys.base_prefix and mark.exists():  # the system's Python: pip refuses
        apt = [] if find_spec("ensurepip") else ["sudo apt install python3-venv"]
        return [*apt, f"{python()} -m venv {shown(ENVIRONMENT)}", activate, f"python {pip}"]
    if not find_spec("pip"):
        return [f"{python()} -m ensurepip", f"{python()} {pip}"]
    return [f"{python()} {pip}"]


# -- the command --


def show(finding):
    """Print a finding: sentences wrapped, commands whole."""
    indent = " " * 6
    sentence = f"{finding.word:<6}{finding.sentence}"
    print(
        textwrap.fill(
            sentence,
            WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
    for command in finding.commands:
        print(f"{indent}  {command}")
    sys.stdout.flush()


def main():
    """Print what was found; return 1 if the course would not run, else 0."""
    sys.stdout.reconfigure(errors="backslashreplace")
    counts = {"ok": 0, "note": 0, "mend": 0}
    pools, kernels = {}, []
    try:
        for method in multiprocessing.get_all_start_methods():
            pools[method] = begin(*pool_words(method))
        if all(map(find_spec, ("IPython", "ipykernel", "nbclient", "nbformat", "psutil"))):
            lessons = sorted(path.stem for path in LESSONS.glob("lesson_*.py"))
            kernels.append(begin(COURSE / "trial_kernel.py", *lessons))
        for finding in chain(
            python_version(),
            cores(),
            encoding(),
            write_permission(),
            packages(),
            shadows(),
            *(pool(trial, method) for method, trial in pools.items()),
            kernel(*kernels),
        ):
            counts[finding.word] += 1
            show(finding)
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # a part of the project is missing, or no process can be started
        show(Finding("mend", f"{error.strerror}: {error.filename or 'to start a program'}"))
        return 1
    finally:
        for trial in [*pools.values(), *kernels]:
            end(trial)
    if counts["mend"]:
        print(f"\nMend what is marked mend, then again: {python()} -m course doctor")
        return 1
    print("\nThe course runs here." + (" The notes can wait." if counts["note"] else ""))
    return 0
