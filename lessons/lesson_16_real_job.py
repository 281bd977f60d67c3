"""Lesson 16: a real job: are all archives of a folder whole?

Each archive is unpacked to its end, in memory, on all cores; what does not unpack, or has
another checksum than it says, is damaged. At the first one all stop: the answer is known.
Without a folder, the job looks at a month of backups of the interpreter's own library, of
which one gets damaged first.

    python lessons/lesson_16_real_job.py
    python lessons/lesson_16_real_job.py FOLDER --report FILE

With a folder, all .gz, .tgz and .zip files in it and below are checked; the exit code is 0
if all are whole, 1 if one is damaged, 2 if there is no answer, and 130 after Ctrl-C. The
report lists what was checked. It is there only if all are whole.

To copy it, take lesson_15_task_group.py too; it also needs tqdm, for the progress bar.

Watch out: BadGzipFile is an OSError. A program that takes every OSError for a file that
cannot be read overlooks the damage.
"""

import argparse
import gzip
import os
import signal
import sys
import zipfile
from concurrent.futures import as_completed
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from lesson_15_task_group import TaskGroup, checkpoint
from tqdm import tqdm

BLOCK = 2**16  # bytes from one look to the next


class Damaged(Exception):
    """An archive is not whole; the message says which, and where."""


def members(path):
    """Yield each member of an archive: its name, and a function that opens it."""
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                yield member.filename, partial(archive.open, member)
    elif os.path.getsize(path):
        yield "contents", partial(gzip.open, path)
    else:
        raise EOFError("the file is empty")  # the gzip module takes it for whole


def check(path):
    """Unpack an archive to its end, and return the size of its contents in bytes.

    Raises Damaged, or what keeps the answer away: OSError with a filename if it cannot be
    opened, RuntimeError if a password is needed or the method is not known.
    """
    name, done = "opening it", 0
    try:
        for name, opener in members(path):  # noqa: B007  told below
            with opener() as member:
                while block := member.read(BLOCK):
                    checkpoint()
                    done += len(block)
    except Exception as error:
        if isinstance(error, (RuntimeError, MemoryError)) or getattr(error, "filename", None):
            raise
        # The rest is damage. Flipped bytes raise errors of all kinds, a plain OSError too.
        raise Damaged(f"{path}: {name}, after {done} bytes: {error!r}") from None
    return done


def find(folder):
    """The archives in a folder and below, and how many other files there are: (list, int)."""

    def fail(error):
        raise error  # os.walk() and rglob() pass over a folder that they may not read

    walk = os.walk(folder, onerror=fail)
    files = [Path(at, name) for at, _, names in walk for name in names]
    archives = sorted(path for path in files if path.suffix.lower() in (".gz", ".tgz", ".zip"))
    return archives, len(files) - len(archives)


def write(path, lines):
    """Write a file beside path, then put it in path's place in one step."""
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_text("".join(lines), encoding="utf-8", errors="surrogateescape")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def run(folder, report=None):
    """Check the archives of a folder, print what came of it, and return the exit code."""
    archives, others = find(folder)
    whole, code = {}, 0
    try:
        with TaskGroup() as group:
            checks = {group.submit(check, path): path for path in archives}
            # No bar where no terminal is. 72 columns leave room for the ^C that Ctrl-C prints.
            with tqdm(as_completed(checks), total=len(checks), ncols=72, disable=None) as bar:
                for future in bar:
                    whole[checks[future]] = future.result()
    except ExceptionGroup as failed:
        for error in failed.exceptions:
            if isinstance(error, Damaged):
                print("damaged:", error)
            else:
                print("not checked:", error, *error.__notes__)
        code = 1 if failed.subgroup(Damaged) else 2
    print(f"whole: {len(whole)} of {len(archives)} archives; other files: {others}")
    if report and not code:
        write(report, [f"{whole[path]} {path}\n" for path in archives])
    return code


def back_up(folder):
    """Fill a folder with backups of the interpreter's own library, and damage one of them."""
    with zipfile.ZipFile(folder / "day_01.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(Path(os.__file__).parent.glob("*.py")):
            archive.writestr(path.name, path.read_bytes())
        member = archive.getinfo("inspect.py")
    content = bytearray(Path(archive.filename).read_bytes())
    for day in range(2, 31):
        (folder / f"day_{day:02}.zip").write_bytes(content)
    content[member.header_offset + member.compress_size // 2] ^= 0xFF
    (folder / "day_03.zip").write_bytes(content)


def demonstrate():
    """Run the job on a folder with one damaged archive; return 0 if that was found."""
    with TemporaryDirectory() as name:
        try:
            back_up(Path(name))
            code = run(name, Path(name, "report.txt"))
            print(f"exit code: {code}; report written: {Path(name, 'report.txt').exists()}")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the folder goes as a whole
    return 0 if code == 1 else 1


def main():
    parser = argparse.ArgumentParser(description="Check archives, stop at the first damaged one.")
    parser.add_argument("folder", nargs="?", type=Path, help="by default: a demonstration")
    parser.add_argument("--report", type=Path, metavar="FILE", help="list what was checked there")
    wanted = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be any bytes
    # What a service manager sends: leave as after Ctrl-C, so that nothing half-written stays.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        return run(wanted.folder, wanted.report) if wanted.folder else demonstrate()
    except KeyboardInterrupt:
        parser.exit(130, "stopped by Ctrl-C\n")
    except OSError as error:
        parser.error(f"{error}. Check the path, and your right to use it.")


if __name__ == "__main__":
    sys.exit(main())

# Output
#
# damaged: …day_03.zip: inspect.py, after … bytes: …  <- of contents; the reason is the library's
# whole: … of 30 archives; other files: 0   <- about 2: nobody waits for the other 27
# exit code: 1; report written: False  <- of the job; the demonstration has succeeded
