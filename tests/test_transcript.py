"""The notation of output blocks: what is read, what counts as equal, what a refresh keeps."""

import pytest

from course import transcript

LESSON = '''"""A lesson."""

print("# Output")

# Output
#
# begin              <- a note
# * one
# * two              <- another
# * took … s
#
# * three
# end
'''

PRINTED = ["begin", "two", "took 0.1 s", "one", "", "three", "end"]


def difference(lines, lesson=LESSON):
    return transcript.difference(transcript.parse(lesson), lines)


def test_parse():
    expected = transcript.parse(LESSON)
    assert [entry.text for entry in expected] == [
        *("begin", "one", "two", "took … s", "", "three", "end"),
    ]
    assert [entry.note for entry in expected] == ["a note", "", "another", "", "", "", ""]
    groups = [entry.group for entry in expected]
    assert groups[1] == groups[2] == groups[3]
    assert len(set(groups)) == 5


@pytest.mark.parametrize(
    "lines",
    [
        PRINTED,
        ["begin", "one", "two", "took 12 s", "", "three", "end"],
        ["begin  ", "took  s s", "two", "one", "", "three", "end"],
    ],
)
def test_equal(lines):
    assert difference(lines) is None


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (PRINTED[:-1], "announced 'end', but nothing more was printed"),
        ([*PRINTED, "more"], "announced nothing more, printed 'more'"),
        ([], "announced 'begin', but nothing more was printed"),
        (["begin", "two", "two", *PRINTED[2:]], "announced 'one', printed 'two'"),
        (
            ["begin", "two", "took  s", "one", *PRINTED[4:]],
            "announced 'took … s', printed 'took  s'",
        ),
        (["begin", "three", *PRINTED[2:5], "two", "end"], "announced 'two', printed 'three'"),
        ([line for line in PRINTED if line], "announced '', printed 'three'"),
        (["Begin", *PRINTED[1:]], "announced 'begin', printed 'Begin'"),
    ],
)
def test_different(lines, sentence):
    assert difference(lines) == sentence


def test_exact_line_goes_before_an_ellipsis():
    lesson = "\n# Output\n#\n# * took … s\n# * took 5 s\n"
    assert difference(["took 5 s", "took 1 s"], lesson) is None
    assert difference(["took 1 s", "took 5 s"], lesson) is None
    assert difference(["took 1 s", "took 2 s"], lesson) is not None


@pytest.mark.parametrize("lesson", ["print(1)\n", "\n# Output\n#\nprint(1)\n"])
def test_no_block(lesson):
    with pytest.raises(ValueError, match=r"end the lesson with|begin it with"):
        transcript.parse(lesson)


def test_follow():
    """Lines of a group are held back until it is complete, and come in the block's order."""
    follower = transcript.Follower(transcript.parse(LESSON))
    came = [[line for line, _ in follower.feed(line)] for line in PRINTED]
    assert came == [["begin"], [], [], ["one", "two", "took 0.1 s"], [""], ["three"], ["end"]]
    assert follower.rest() == []


def test_follow_at_once():
    """No line is held back; each has its own entry."""
    follower = transcript.Follower(transcript.parse(LESSON), at_once=True)
    came = [follower.feed(line) for line in PRINTED]
    assert [[line for line, _ in pairs] for pairs in came] == [[line] for line in PRINTED]
    assert [entry.note for [(_, entry)] in came] == ["a note", "another", "", "", "", "", ""]
    assert follower.rest() == []


def test_follow_what_was_not_announced():
    follower = transcript.Follower(transcript.parse(LESSON))
    pairs = [pair for line in ["begin", "two", "who?", "one"] for pair in follower.feed(line)]
    pairs += follower.rest()
    assert [line for line, _ in pairs] == ["begin", "two", "who?", "one"]
    assert [entry and entry.note for _, entry in pairs] == ["a note", "another", None, ""]


def test_refresh_keeps_what_holds():
    assert transcript.refresh(LESSON, PRINTED) == LESSON


def test_refresh_changes_what_does_not():
    fresh = transcript.refresh(LESSON, ["begin", "two", "one", "took 3 s", "", "four", "end"])
    assert fresh == LESSON.replace("# * three\n", "# four\n")
    assert difference(["begin", "two", "one", "took 3 s", "", "four", "end"], fresh) is None
