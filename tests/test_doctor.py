"""``python -m course doctor``, on machines that were made wrong on purpose."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from course.syllabus import ROOT

WINDOWS = os.name == "nt"

# Pyenv's Pythons are not on the path.
OLD = [f"python{version}" for version in ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10")]
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")


@pytest.fixture
def project(tmp_path):
    """A copy of the project, without exercises."""
    folder = tmp_path / "a project"
    for part in ("course", "lessons", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.txt", folder)
    return folder


def run(project, *command, **environment):
    """The exit code of a command in the project's folder, and what it printed."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        command,
        cwd=project,
        env={**inherited, "PYTHONIOENCODING": "utf-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in ran.stdout, ran.stdout
    return ran.returncode, ran.stdout


def doctor(project, **environment):
    return run(project, sys.executable, "-m", "course", "doctor", **environment)


def only(project, check, *before):
    """What one of the checks finds; before: words that stand before Python's name."""
    show = f"from course import doctor; [doctor.show(finding) for finding in doctor.{check}]"
    return run(project, *before, sys.executable, "-c", show)[1]


def unfolded(text):
    """The text with each finding on one line."""
    return " ".join(text.split())


def old_pythons():
    found = [shutil.which(name) for name in OLD]
    found += [str(path) for path in PYENV.glob("*/bin/python*") if path.name in OLD]
    return sorted({path for path in found if path and "shims" not in path})


def test_a_good_machine(project):
    code, text = doctor(project)
    assert code == 0, text
    assert "The course runs here." in text
    assert "mend " not in text
    assert "ok    start method spawn" in text
    assert "ok    Jupyter's kernel" in text
    assert not (project / "exercises").exists()  # it looked, and left nothing


def test_the_help_names_it():
    code, text = run(ROOT, sys.executable, "-m", "course", "--help")
    assert (code, "  doctor " in text) == (0, True)


@pytest.mark.skipif(not old_pythons(), reason="no Python older than 3.11 on this machine")
@pytest.mark.parametrize("python", old_pythons(), ids=lambda path: Path(path).name)
def test_an_old_python(python):
    for words in (["doctor"], []):
        code, text = run(ROOT, python, "-B", "-m", "course", *words)
        assert code == 1
        assert text.startswith("mend  The course needs Python 3.11 or newer; this is Python ")
        assert " -m course doctor\n" in text


def test_packages_are_missing(project, tmp_path):
    venv.create(tmp_path / "empty", symlinks=not WINDOWS)
    python = str(tmp_path / "empty" / ("Scripts/python.exe" if WINDOWS else "bin/python"))
    code, text = run(project, python, "-m", "course", "doctor")
    assert code == 1
    assert "mend  not installed: jupyterlab, " in text
    assert "-m pip install -r requirements.txt\n" in text
    assert "ok    start method spawn" in text
    assert "note  Jupyter's kernel was not tried" in text

    for words in ([], ["check", "1"]):
        code, text = run(project, python, "-m", "course", *words)
        assert code == 2
        assert "-m pip install -r requirements.txt\n" in text

    (project / ".venv").mkdir()
    (project / ".venv" / "pyvenv.cfg").touch()
    code, text = run(project, python, "-m", "course", "check", "1")
    assert code == 2
    assert ("activate\n" in text, "pip install" in text) == (True, False)


def test_a_module_of_python_is_shadowed(project, tmp_path):
    shadow = tmp_path / "random.py"
    shadow.write_text("x = 1\n")
    code, text = doctor(project, PYTHONPATH=str(tmp_path))
    assert code == 1
    said = unfolded(text)
    assert f"mend PYTHONPATH: {shadow} is imported in place of the module random" in said
    assert ("set PYTHONPATH=" if WINDOWS else "unset PYTHONPATH") in said
    assert "mend start method spawn: no pool of two workers: ImportError: " in said
    assert "mend Jupyter's kernel does not start: " in said


def test_many_faults(project, tmp_path):
    """An ASCII terminal, files in the way, another version, and PYTHONPATH has a lesson."""
    elsewhere = tmp_path / "für mich"  # its name must not break the ASCII terminal
    elsewhere.mkdir()
    (elsewhere / "lesson_01_futures.py").write_text("")
    (project / "lesson_06_fail_fast.py").write_text("")
    (project / "lessons" / "argparse.py").write_text("")
    (project / "exercises").write_text("")
    requirements = project / "requirements.txt"
    requirements.write_text(requirements.read_text(encoding="utf-8").replace("tqdm==", "tqdm==1"))
    code, text = doctor(project, PYTHONIOENCODING="ascii", PYTHONPATH=str(elsewhere))
    assert code == 1
    said = unfolded(text)
    remedies = [
        ("note the terminal's encoding is ascii", "unset PYTHONIOENCODING"),
        ("mend exercises must be a folder", "mv exercises exercises_old"),
        ("mend lessons", "mv lessons/argparse.py lessons/my_argparse.py"),
        ("note not the versions that were tried: tqdm 4", "-m pip install -r requirements.txt"),
        ("note PYTHONPATH: your programs will import", "unset PYTHONPATH"),
        (
            "mend notebooks import lesson_06_fail_fast.py in place of the lesson",
            "mv lesson_06_fail_fast.py my_lesson_06_fail_fast.py",
        ),
    ]
    for finding, command in remedies:
        assert finding in said
        assert WINDOWS or f"{command}\n" in text
    if WINDOWS:
        return
    for _, command in remedies:
        if command.startswith("mv "):
            subprocess.run(command, shell=True, cwd=project, check=True)
    assert "mend" not in only(project, "write_permission()")
    assert "mend" not in only(project, "shadows()")


@pytest.mark.skipif(WINDOWS, reason="there a folder's mode forbids nothing")
def test_no_write_permission(project):
    before = []
    if os.geteuid() == 0:  # root may write everywhere, unless it gives that up
        before = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if not shutil.which("setpriv"):
            pytest.skip("root, and no setpriv to give root's rights up")
    project.chmod(0o555)
    try:
        text = only(project, "write_permission()", *before)
    finally:
        project.chmod(0o755)
    assert f"mend {project} cannot be written to (Permission denied)" in unfolded(text)
    assert f"chmod -R u+rwX '{project}'\n" in text

    (project / "exercises").mkdir()
    (project / "exercises" / "progress.json").touch(0o444)
    text = only(project, "write_permission()", *before)
    assert "mend  exercises/progress.json cannot be written\n" in text


def test_a_pool_that_hangs(project):
    """It is killed at the limit, workers and all: conftest.py looks for them."""
    program = project / "course" / "trial_pool.py"
    program.write_text(program.read_text(encoding="utf-8").replace("Barrier(2)", "Barrier(3)"))
    try_it = """if True:
        from course import doctor
        doctor.POOL_LIMIT = 2
        trial = doctor.begin(*doctor.pool_words("spawn"))
        for finding in doctor.pool(trial, "spawn"):
            doctor.show(finding)
        doctor.end(trial)
    """
    _, text = run(project, sys.executable, "-c", try_it)
    assert "mend spawn: two workers did not answer in 2 s and were killed" in unfolded(text)
    assert "launch.py spawn " in text
