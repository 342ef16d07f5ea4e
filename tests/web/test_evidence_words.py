"""Every line of the record that names a post has a sentence, and a line that says too little still has one."""

import ast
from collections.abc import Iterator
from enum import StrEnum

from flask import Flask

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason
from pwa.web.evidence_words import SENTENCES, WHY_STOPPED, Known, line_words
from tests.sources import Source, dotted, sources_in

NOTES = {"ledger.note": 2, "Note": 1}  # what writes a line, and where in its arguments the verb stands
FILLED_IN: dict[str, type[StrEnum]] = {
    "delivery_": DeliveryState,
    "retraction_": DeliveryState,
    "edit_": DeliveryState,
}  # what an f-string puts behind this

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_every_verb_the_code_writes_about_a_post_has_a_sentence() -> None:
    found = {verb: where for source in sources_in("pwa") for verb, where in verbs_about_posts(source)}
    assert {"held", "released", "delivery_sent", "retraction_sent", "outside_post_known", "parked"} <= found.keys()
    missing = {verb: where for verb, where in found.items() if verb not in SENTENCES}
    assert missing == {}, "say in pwa/web/evidence_words.py what these lines mean to somebody who knows no computers"


def test_a_verb_is_found_however_its_facts_are_put_together() -> None:
    program = (
        "def one(): ledger.note(session, chain, 'a', at=now, by=by, post=post.public_id)\n"
        "def two():\n    facts = {'post': 1}\n    ledger.note(session, chain, 'b' if x else 'c', at=now, by=by, **facts)\n"
        "def three(): ledger.note(session, chain, f'delivery_{state}', at=now, by=None, **_facts())\n"
        "def _facts(): return {'post': 1}\n"
        "def four():\n    def line(verb): return Note(chain, verb, now, {'post': 1})\n    return line('d')\n"
        "def five():\n    facts = {'post': 1}\n    ledger.note(session, chain, 'e', at=now, by=by, **facts)\n"
        "    ledger.note(session, chain, 'nor_is_this', at=now, by=by, invitation=1)\n"
        "def six(): ledger.note(session, chain, 'not_about_one', at=now, by=by, identity=1)\n"
    )
    found = {verb for verb, _ in verbs_about_posts(Source("pwa/actions/x.py", program))}
    assert found == {"a", "b", "c", "d", "e", *(f"delivery_{state}" for state in DeliveryState)}


def test_why_it_was_stopped_has_a_sentence_for_every_reason() -> None:
    assert set(WHY_STOPPED) == set(ParkingReason)


def test_a_line_that_says_too_little_and_one_that_nobody_knows_still_have_words(app: Flask) -> None:
    with app.test_request_context():
        assert line_words({"verb": "undone", "by": "abc"}, Known({"abc": "Anna"})) == "Anna undid it before it left. Nothing went out."
        for verb in SENTENCES:
            assert line_words({"verb": verb}, Known())
        assert line_words({"verb": "foretold"}, Known()) == "The record says “foretold”."
        assert line_words({}, Known())


def test_a_person_who_settled_what_became_of_it_is_named(app: Flask) -> None:
    line = {"verb": "delivery_sent", "answer": "there", "by": "abc", "delivery": "d", "part": 2}
    with app.test_request_context():
        said = line_words(line, Known({"abc": "Anna"}, {"d": "X @wv11"}))
    assert said == "Part 2 to X @wv11: Anna looked, and said that it is there."


def verbs_about_posts(source: Source) -> Iterator[tuple[str, str]]:
    """Every verb in this file whose line says which post it is about, and where it is written."""
    functions = [node for node in (ast.parse(source.text).body if source.nodes else []) if isinstance(node, Function)]
    naming = {function.name for function in functions if any(map(is_post_fact, ast.walk(function)))}
    for function in functions:
        for call in ast.walk(function):
            place = NOTES.get(dotted(call.func)) if isinstance(call, ast.Call) else None
            if isinstance(call, ast.Call) and place is not None and len(call.args) > place and names_a_post(call, function, naming):
                for verb in texts(call.args[place], function):
                    yield verb, f"{source.path}:{call.lineno}"


def is_post_fact(node: ast.AST) -> bool:
    """A dict that has the fact `post`."""
    return isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "post" for key in node.keys)


def names_a_post(call: ast.Call, function: Function, naming: set[str]) -> bool:
    """Whether the fact `post` is among what a note is given: by name, in a dict, or in one that was put together before."""
    if any(word.arg == "post" for word in call.keywords):
        return True
    names = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
    given: list[ast.AST] = [call]
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            given += [node.value] if any(dotted(target) in names for target in targets) else []
    parts = [part for one in given for part in ast.walk(one)]
    return any(is_post_fact(part) or (isinstance(part, ast.Call) and dotted(part.func) in naming) for part in parts)


def texts(verb: ast.expr, function: Function) -> set[str]:
    """Every text that an expression may be."""
    if isinstance(verb, ast.IfExp):
        return texts(verb.body, function) | texts(verb.orelse, function)
    if isinstance(verb, ast.JoinedStr):
        start = str(getattr(verb.values[0], "value", ""))
        return {start + value for value in FILLED_IN[start]}
    if isinstance(verb, ast.Name):
        inner = {node.name for node in ast.walk(function) if isinstance(node, Function) and node is not function}
        handed = [node for node in ast.walk(function) if isinstance(node, ast.Call) and dotted(node.func) in inner and node.args]
        named = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and dotted(node.targets[0]) == verb.id]
        return set().union(*(texts(one, function) for one in [*(call.args[0] for call in handed), *named]), set())
    return {verb.value} if isinstance(verb, ast.Constant) and isinstance(verb.value, str) else set()
