"""What is logged: one line for each event, for machines or for a terminal, and never somebody's words or a token."""

import ast
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pwa import logs
from pwa.rules import chain
from pwa.secrets import new_public_id, new_token
from tests.commands import logging_as_before
from tests.sources import ROOT, dotted, sources_in

WORDS = "That man on the bus again!"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# What a line may say. Whoever needs another name asks first whether it could hold words, a name or a secret.
FACTS = {
    *("status", "kind", "method", "endpoint", "session", "reason", "where", "reference", "exc_info", "thread", "posts", "deliveries"),
    *("courier", "cause", "during", "delivery", "retraction", "post", "channel", "network", "seconds", "attempts", "edit", "read_back"),
}

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What this process has logged since it was asked last, line by line."""
    with logging_as_before():
        logs.set_up()
        yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_says_when_how_loud_whose_and_what(said: Lines) -> None:
    post = new_public_id()
    logs.of("courier").info("released", post=post, seconds=0.004, last=None)
    [line] = said()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("timestamp"))
    assert line == {"level": "info", "logger": "onlyhuman.courier", "event": "released", "post": post, "seconds": 0.004, "last": None}


def test_setting_it_up_again_says_nothing_twice(said: Lines) -> None:
    logs.set_up()
    logs.of("web").warning("once")
    assert len(said()) == 1


def test_of_an_exception_only_its_kind_and_where_it_came_from(said: Lines, caplog: pytest.LogCaptureFixture) -> None:
    try:
        chain.canonical({WORDS: object()})
    except TypeError:
        logs.of("courier").exception("adapter_broke", delivery="abc", cause=ValueError(WORDS))
    [line] = said()
    assert (line["event"], line["delivery"], line["cause"]) == ("adapter_broke", "abc", "ValueError")
    assert (line["error"], line["level"]) == ("TypeError", "error")
    assert re.fullmatch(r"chain\.py:\d+", line["where"])
    assert "not JSON serializable" not in json.dumps(line) + caplog.text


def test_a_value_is_one_printable_line_and_never_a_token(said: Lines) -> None:
    token = new_token()
    logs.of("web").info("seen", handle='x\n{"event": "forged"}', agent="\x1b[31mred", link=f"/join/{token}", long="ab " * 1000)
    [line] = said()
    assert (line["handle"], line["agent"], line["link"]) == ("x", "_[31mred", "/join/[hidden]")
    assert len(line["long"]) == logs.LONGEST


def test_what_other_programs_say_is_taken_without_the_values_they_fill_in(said: Lines) -> None:
    theirs = logging.getLogger("werkzeug.or.whoever")
    try:
        raise KeyError(WORDS)
    except KeyError:
        theirs.error("Exception on %s [%s]", f"/join/{new_token()}", "GET", exc_info=True)
    theirs.error(f"Application callable raised an exception\nTraceback (most recent call last):\nKeyError: '{WORDS}'")
    theirs.info("not worth a line")
    first, second = said()
    assert (first["event"], first["error"], first["level"], first["logger"]) == (
        "Exception on %s [%s]",
        "KeyError",
        "error",
        "werkzeug.or.whoever",
    )
    assert second["event"] == "Application callable raised an exception"
    assert WORDS not in json.dumps([first, second])


def test_on_a_terminal_the_same_stands_in_columns(said: Lines, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    logs.set_up()
    logs.of("web").info("request_refused", status=404)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err)
    assert re.search(r"\[info +\] request_refused +\[onlyhuman\.web\] status=404\n", shown)


def test_what_nobody_caught_is_one_line_in_a_thread_and_in_a_process() -> None:
    program = (
        "import threading; from pwa import logs; logs.set_up()\n"
        f"def die(): raise ValueError({WORDS!r})\n"
        "thread = threading.Thread(target=die, name='hand'); thread.start(); thread.join(); die()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    thread, process = [json.loads(line) for line in done.stderr.splitlines()]
    assert (thread["event"], thread["error"], thread["thread"]) == ("thread_died", "ValueError", "hand")
    assert (process["event"], process["error"]) == ("crashed", "ValueError")
    assert WORDS not in done.stderr


def test_every_event_has_a_name_of_its_own_and_says_only_what_it_may() -> None:
    wrong = []
    for source in sources_in("pwa"):
        for node in source.nodes:
            if isinstance(node, ast.Call) and dotted(node.func) in {f"log.{level}" for level in LEVELS}:
                wrong += [f"{source.path}:{node.lineno} {complaint}" for complaint in complaints(node)]
    assert wrong == []


def complaints(call: ast.Call) -> Iterator[str]:
    """What is wrong with one call of a log."""
    names = call.args[1:] if dotted(call.func) == "log.log" else call.args
    if len(names) != 1 or not all(re.fullmatch("[a-z_]+", value) for value in literals(names[0])) or not literals(names[0]):
        yield "an event is one name, written down here, and its facts are named"
    for keyword in call.keywords:
        if keyword.arg is not None and keyword.arg not in FACTS:
            yield f"may a line say {keyword.arg}? Then add it to FACTS"


def literals(node: ast.expr) -> list[str]:
    """Every text that an expression may be, if it is nothing but texts."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
