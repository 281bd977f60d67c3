"""Exercise 5: a download that stops when it is told to.

fetch(number) returns a block (str), or None as long as the server has not got it; then
pause, and ask for the same block again. Return the list of all blocks, or of those
that are there when the flag goes up:
- if the flag is up at the start, nothing is fetched;
- if it goes up while a block is being fetched, that block is the last;
- if it goes up during a pause, the pause ends at once.

download() is run in a worker process, and stop is an event of a Manager. Check your
answer with

    python -m course check 5

Hints:

1. There are two places to look at the flag, and one of them is a pause.
2. An event can be waited for, with a timeout. That is a pause that can be ended.
3. while len(contents) < blocks and not stop.is_set(): fetch, then append it, or
   stop.wait(pause).
"""


def download(blocks, fetch, pause, stop):
    """Return the blocks 0, 1, ... that were fetched, a list of str.

    blocks: how many there are; fetch(number): returns one, or None; pause: seconds
    between two tries; stop: an event.
    """
    # -- answer --
    contents = []
    while len(contents) < blocks and not stop.is_set():  # on entry, and before each fetch
        block = fetch(len(contents))
        if block is None:
            stop.wait(pause)  # ends when the flag goes up; sleep() would not
        else:
            contents.append(block)
    return contents
    # -- end --
