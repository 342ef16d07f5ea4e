"""What the operator reads: one line for each event, JSON for machines and columns on a terminal; ids, never words or secrets."""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from pathlib import Path
from traceback import extract_tb
from typing import Any, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import Processor

Event = MutableMapping[str, Any]
OURS = "onlyhuman"
FRAMES = 6  # of our own code, the innermost first: enough to find the place
LONGEST = 200  # characters of one value
_TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")  # what a link, a cookie or a delivery's key looks like; our ids are 16 characters


class Log(BoundLogger):
    """Python's own `exception` would hand the exception on, and whoever else listens would print what it says."""

    def exception(self, event: str | None = None, *args: Any, **facts: Any) -> Any:
        """An error, with the exception that is being handled: its kind and where it came from."""
        return self.error(event, *args, **{"exc_info": True, **facts})


def of(room: str) -> Log:
    """The log of one room: `log.info("event_name", post=public_id)`. Until `set_up`, it says what Python's own logging would."""
    logger = logging.getLogger(f"{OURS}.{room}")
    processors: list[Processor] = [structlog.stdlib.filter_by_level, _only_where, _in_plain, ProcessorFormatter.wrap_for_formatter]
    bound: Log = structlog.wrap_logger(logger, processors=processors, wrapper_class=Log)
    return bound


def set_up() -> None:
    """Everything this process logs, whoever says it, goes to standard error in one form: ours from `info` up, the others' warnings.

    May be called again. What nobody caught is one line too: a traceback would repeat what the failing statement was given.
    """
    handler, root = _ToStandardError(), logging.getLogger()
    handler.setFormatter(_formatter(terminal=sys.stderr.isatty()))
    for known in [one for one in root.handlers if isinstance(one, _ToStandardError)]:
        root.removeHandler(known)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    sys.excepthook = _crashed
    threading.excepthook = _thread_died


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Looks standard error up each time, so that it may be replaced."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def where(error: BaseException) -> str:
    """The places in our own code that an error came through, the innermost first: files and lines, nothing of what it says."""
    ours = [frame for frame in extract_tb(error.__traceback__) if "/pwa/" in Path(frame.filename).as_posix()]
    return "<".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours[-FRAMES:]))


def _formatter(*, terminal: bool) -> logging.Formatter:
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=True) if terminal else structlog.processors.JSONRenderer()
    # What others say is taken as they wrote it, without the values that they fill in: those may be an address with a token in it.
    return ProcessorFormatter(
        foreign_pre_chain=[_only_where, _in_plain],
        processors=[_headed, ProcessorFormatter.remove_processors_meta, renderer],
        use_get_message=False,
    )


def _only_where(_: Any, __: str, event: Event) -> Event:
    """Of an exception, its kind and the places it came through: its text may hold whatever it broke on."""
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = given if isinstance(given, BaseException) else (given if isinstance(given, tuple) else sys.exc_info())[1] if given else None
    return {**event, "error": type(error).__name__, "where": where(error)} if error else event


def _in_plain(_: Any, __: str, event: Event) -> Event:
    """One printable line a value, not endless, and nothing in it that could be a token; a forged line break stays inside its value."""
    return {name: value if name.startswith("_") else _plain(value) for name, value in event.items()}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    said = type(value).__name__ if isinstance(value, BaseException) else next(iter(str(value).splitlines()), "")
    return "".join(c if c.isprintable() else "_" for c in _TOKEN.sub("[hidden]", said)[:LONGEST])


def _headed(_: Any, __: str, event: Event) -> Event:
    """When, how loud, and whose it is, before what."""
    record: logging.LogRecord = event["_record"]
    stamped = structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp")(None, "", {})
    return {**stamped, "level": record.levelname.lower(), "logger": record.name, "event": event["event"], **event}


def _crashed(kind: type[BaseException], error: BaseException, _: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    of("process").critical("crashed", exc_info=error)


def _thread_died(died: threading.ExceptHookArgs) -> None:
    of("process").critical("thread_died", exc_info=died.exc_value, thread=died.thread.name if died.thread else None)
