"""Lesson 16 as its user has it: by command line, with good folders and bad ones."""

import ctypes
import gzip
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from time import sleep

import pytest

from course.syllabus import lessons

LESSON = next(lesson for lesson in lessons() if lesson.name == "real_job").script
LIMIT = 40
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs what only POSIX has")
TEXT = b"".join(b"line %d\n" % number for number in range(60_000))


@pytest.fixture(scope="module")
def archives():
    """The bytes of a good gzip and a good zip file, by suffix."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("first.txt", TEXT)
            archive.writestr("folder/second.txt", TEXT)
        file.seek(0)
        return {"gz": gzip.compress(TEXT), "zip": file.read()}


@pytest.fixture
def folder(archives, tmp_path):
    """A good folder: two archives, another one below, and two files of other kinds."""
    folder = tmp_path / "backups"
    (folder / "below").mkdir(parents=True)
    (folder / "a.gz").write_bytes(archives["gz"])
    (folder / "b.ZIP").write_bytes(archives["zip"])
    (folder / "below" / "c.tgz").write_bytes(archives["gz"])
    (folder / "notes.txt").write_text("no archive")
    (folder / "gz").write_text("neither")
    return folder


def job(*arguments, program=(LESSON,), **options):
    """Run the program; return its exit code, and what it wrote to standard output and error."""
    ran = subprocess.run(
        [sys.executable, *program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        timeout=LIMIT,
        check=False,
        **options,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


def damaged(content):
    """The content with one byte flipped, in the first file of an archive."""
    at = len(content) // 4
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def test_good_folder(folder, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("of yesterday")
    before = sorted(folder.rglob("*"))
    assert job(folder, "--report", report) == (0, "whole: 3 of 3 archives; other files: 2\n", "")
    assert report.read_text() == "".join(
        f"{size} {folder / name}\n"
        for name, size in [
            ("a.gz", len(TEXT)),
            ("b.ZIP", 2 * len(TEXT)),
            (Path("below", "c.tgz"), len(TEXT)),
        ]
    )
    assert sorted(folder.rglob("*")) == before
    assert sorted(tmp_path.iterdir()) == [folder, report]


@pytest.mark.parametrize(
    ("name", "harm", "where"),
    [
        ("flipped.gz", damaged, "contents, after "),
        ("flipped.zip", damaged, "first.txt, after "),
        ("short.gz", lambda content: content[:-1], "contents, after "),
        ("short.zip", lambda content: content[:-1], "opening it, after 0 bytes"),
        ("empty.gz", lambda content: b"", "opening it, after 0 bytes: EOFError"),
        ("empty.zip", lambda content: b"", "opening it, after 0 bytes"),
        ("other.gz", lambda content: b"no archive at all", "contents, after 0 bytes: BadGzipFile"),
    ],
)
def test_damaged(folder, archives, tmp_path, name, harm, where):
    """The file and the place are named, the old report stays, and nothing lies beside it."""
    (folder / "below" / name).write_bytes(harm(archives[name.split(".")[1]]))
    report = tmp_path / "report.txt"
    report.write_text("of yesterday")
    code, out, err = job(folder, "--report", report)
    assert (code, err) == (1, "")
    assert out.startswith(f"damaged: {folder / 'below' / name}: {where}")
    assert out.splitlines()[-1].endswith("of 4 archives; other files: 2")
    assert report.read_text() == "of yesterday"
    assert sorted(tmp_path.iterdir()) == [folder, report]


LOOKS = f"""
import sys
from time import sleep

sys.path.insert(0, {str(LESSON.parent)!r})
from lesson_15_task_group import TaskGroup
from lesson_16_real_job import Path, check

if __name__ == "__main__":
    with TaskGroup(max_workers=1) as group:
        future = group.submit(check, Path(sys.argv[1]))
        while not future.running():
            sleep(0.02)
        sleep(0.4)
        group.stop()
    print(repr(future.exception()))
"""


def test_looks(tmp_path):
    """The check of ten gigabytes ends at its next look; it does not have to be killed."""
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(bytes(2**20)) * 10_000)
    assert job(path, program=("-c", LOOKS)) == (0, "Stopped()\n", "")


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_every_byte(kind, tmp_path, monkeypatch):
    """Whichever byte is harmed: Damaged or, where no checksum covers it, nothing."""
    monkeypatch.syspath_prepend(LESSON.parent)
    import lesson_16_real_job as lesson

    path = tmp_path / f"small.{kind}"
    text = b"".join(b"%d squared is %d\n" % (n, n * n) for n in range(40))
    if kind == "gz":
        path.write_bytes(gzip.compress(text))
        covered = range(10, path.stat().st_size)  # all behind the header
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", text)
        # Behind the local header, but for "this is the last block" and "the block ends here".
        covered = range(36, 33 + archive.filelist[0].compress_size)
    good = path.read_bytes()
    assert lesson.check(path) == len(text)
    for at in range(len(good)):
        for flip in (0x01, 0xFF):
            path.write_bytes(good[:at] + bytes([good[at] ^ flip]) + good[at + 1 :])
            found = False
            try:
                lesson.check(path)
            except lesson.Damaged:
                found = True
            except RuntimeError:  # it looks as if it were encrypted, or packed in another way
                assert at not in covered
            assert found or at not in covered, at
        path.write_bytes(good[:at])
        with pytest.raises(lesson.Damaged):
            lesson.check(path)


def test_empty_folder(tmp_path):
    assert job(tmp_path) == (0, "whole: 0 of 0 archives; other files: 0\n", "")


@pytest.mark.parametrize("report", [False, True], ids=["no folder", "no place for the report"])
def test_no_such_place(report, tmp_path):
    arguments = [tmp_path, "--report", tmp_path / "no" / "r"] if report else [tmp_path / "no"]
    code, _, err = job(*arguments)
    assert code == 2
    assert err.startswith("usage: ")
    assert "Check the path" in err.splitlines()[-1]
    assert str(tmp_path / "no") in err.replace("\\\\", "\\")


def test_a_file_instead_of_a_folder(folder):
    code, out, err = job(folder / "a.gz")
    assert (code, out) == (2, "")
    assert "a.gz" in err.splitlines()[-1]


def without_roots_rights():
    """Let the program that is started next meet permissions, though root started it."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.fixture
def barred(tmp_path):
    """Takes all permissions from a path; gives options for job() so that this counts."""
    if os.name == "nt":
        pytest.skip("on Windows chmod() takes no right to read away")
    options = {"preexec_fn": without_roots_rights} if sys.platform == "linux" else {}
    paths = []

    def bar(path):
        paths.append(path)
        path.chmod(0)
        try_it = [sys.executable, "-c", f"import os; os.open({str(path)!r}, os.O_RDONLY)"]
        if not subprocess.run(try_it, stderr=subprocess.DEVNULL, check=False, **options).returncode:
            pytest.skip("run by root, whom no permission keeps out")
        return options

    yield bar
    for path in paths:
        path.chmod(0o700)


def test_archive_without_permission(barred, folder):
    code, out, err = job(folder, **barred(folder / "a.gz"))
    assert (code, err) == (2, "")
    assert out.startswith("not checked: [Errno 13] Permission denied: ")
    assert "a.gz" in out


@pytest.mark.parametrize("name", [".", "below"])
def test_folder_without_permission(barred, folder, name):
    """A folder that cannot be looked into is not passed over: it may hold a damaged one."""
    code, out, err = job(folder, **barred(folder / name))
    assert (code, out) == (2, "")
    assert f"Permission denied: '{folder / name}'" in err


VANISHES = f"""
import sys

sys.path.insert(0, {str(LESSON.parent)!r})
import lesson_16_real_job as lesson

find = lesson.find


def find_and_lose(folder):
    found = find(folder)
    found[0][-1].unlink()
    return found


if __name__ == "__main__":
    lesson.find = find_and_lose
    sys.exit(lesson.main())
"""


def test_vanishes(folder):
    """A file that is there when the folder is read, and not when it is to be checked."""
    code, out, err = job(folder, program=("-c", VANISHES))
    assert (code, err) == (2, "")
    assert out.startswith("not checked: [Errno 2] No such file or directory: ")
    assert "c.tgz" in out
    assert out.splitlines()[-1].endswith("of 3 archives; other files: 2")


def test_needs_a_password(folder, archives):
    """What cannot be read without a password is not called damaged."""
    content = bytearray(archives["zip"])
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the table of contents
    (folder / "locked.zip").write_bytes(content)
    code, out, _ = job(folder)
    assert code == 2
    assert "password required" in out and "locked.zip" in out


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows have names in Unicode only")
def test_name_of_any_bytes(archives, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.gz"))
    path.write_bytes(archives["gz"])
    report = tmp_path / "report.txt"
    assert job(tmp_path, "--report", report)[0] == 0
    assert b"/caf\xe9.gz\n" in report.read_bytes()
    path.write_bytes(b"")
    code, out, err = job(tmp_path)
    assert (code, err) == (1, "")
    assert "caf\\udce9.gz" in out


@POSIX
@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
def test_interrupted_in_a_terminal(how, tmp_path):
    """In a real terminal: the bar, Ctrl-C as a key, one line, and nothing is left."""
    import fcntl
    import termios

    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("a.gz", "b.gz"):  # ten gigabytes each
        (folder / name).write_bytes(gzip.compress(bytes(2**20)) * 10_000)
    terminal, end = os.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    program = subprocess.Popen(
        [sys.executable, LESSON, folder, "--report", tmp_path / "report.txt"],
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
        preexec_fn=lambda: (
            fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            signal.signal(signal.SIGINT, signal.SIG_DFL),
        ),
    )
    os.close(end)
    with program, open(terminal, "rb", buffering=0) as screen:
        shown, pressed = b"", False
        with suppress(OSError):  # what Linux says when the last program has left the terminal
            while select.select([screen], [], [], LIMIT)[0] and (part := screen.read(4096)):
                shown += part
                if b"0/2" in shown and not pressed:  # the bar: the tasks have been submitted
                    pressed = True
                    sleep(0.4)  # tqdm has printed the bar a moment before it is ready to close it
                    if how == "Ctrl-C":
                        os.write(terminal, b"\x03")
                    else:
                        program.terminate()
    text = shown.decode()
    assert "Traceback" not in text, text
    assert program.returncode == (130 if how == "Ctrl-C" else 143), text
    if how == "Ctrl-C":
        assert text.endswith("\r\nstopped by Ctrl-C\r\n"), text
    assert list(tmp_path.iterdir()) == [folder]
