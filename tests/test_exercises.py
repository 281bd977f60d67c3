"""Each exercise: its starter fails, its solution passes, its known wrong answers are rejected."""

import pytest

from course import exercises
from course.syllabus import lessons

LESSONS = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.stem)


def wrong_answers():
    """Every known wrong answer, a pytest.param of lesson, name of the check, pairs of texts."""
    for lesson in lessons():
        for name, check in exercises.checks(lesson).items():
            assert check.rejects, f"{name}: a check that rejects nothing checks nothing"
            for wrong, pairs in check.rejects.items():
                yield pytest.param(lesson, name, pairs, id=f"{lesson.stem}-{name}-{wrong}")


def solution(lesson):
    return lesson.solution.read_text(encoding="utf-8")


def judged(lesson, text, folder):
    """The verdicts on an answer (its text), a list of Verdict."""
    answer = folder / lesson.exercise.name
    answer.write_text(text, encoding="utf-8")
    return list(exercises.check(lesson, answer))


@LESSONS
def test_solution_passes(lesson, tmp_path):
    verdicts = judged(lesson, solution(lesson), tmp_path)
    assert len(verdicts) == len(exercises.checks(lesson))
    for verdict in verdicts:
        assert verdict.holds, "\n".join(verdict.lines)


@LESSONS
def test_starter_fails(lesson, tmp_path):
    verdicts = judged(lesson, exercises.starter(solution(lesson)), tmp_path)
    for verdict in verdicts:
        assert not verdict.holds
        assert any("NotImplementedError('your answer')" in line for line in verdict.lines)


@pytest.mark.parametrize(("lesson", "name", "pairs"), list(wrong_answers()))
def test_wrong_answer_is_rejected(lesson, name, pairs, tmp_path):
    head, end_of_docstring, code = solution(lesson).partition('"""\n\n')
    for right, wrong in pairs:
        assert code.count(right) == 1, f"{right!r} is to stand in the solution once"
        code = code.replace(right, wrong)
    answer = tmp_path / lesson.exercise.name
    answer.write_text(head + end_of_docstring + code, encoding="utf-8")
    verdict = exercises.judge(lesson, name, answer)
    assert not verdict.holds
    said = "\n".join(verdict.lines)
    assert "expected  " in said, "rejected, but by accident:\n" + said


@LESSONS
def test_starter_and_hints(lesson):
    """The starter is the solution without its answers and hints."""
    text = exercises.starter(solution(lesson))
    assert "# --" not in text
    assert "Hints" not in text
    assert f"python -m course check {lesson.number}" in text
    assert len(exercises.hints(solution(lesson))) == 3
    for hint in exercises.hints(solution(lesson)):
        assert hint not in " ".join(text.split())
