"""What is in a file of the record and is none of it is named, and nothing breaks off."""

import base64
import json
from pathlib import Path

import pytest

from pwa.actions.export_ledger import export_ledger
from pwa.actions.verify_export import verify_export
from pwa.rules.chain import canonical
from pwa.secrets import signing_key
from pwa.store import checkpoints
from tests.actions.looks import chain_of
from tests.cast import Cast


@pytest.mark.parametrize(
    "row",
    ['{"body":"\\ud800","chain":"CHAIN","hash":"x","number":9,"previous":"x"}', "[" * 200_000],
)
def test_a_row_that_is_no_text_is_named_and_stops_nobody(cast: Cast, data: Path, row: str) -> None:
    export_ledger(data, data / "whole")
    (data / "changed").write_text((data / "whole").read_text() + row.replace("CHAIN", chain_of(cast.steph.handle)) + "\n")
    [fault] = verify_export(data / "changed").faults
    assert fault.endswith("of the file: no line of a ledger")


@pytest.mark.parametrize("wrong", [{"size": "9"}, {"size": 9.5}, {"at": 5}, {"head": [1]}, {"chain": ["x"]}])
def test_a_signed_mark_of_another_shape_is_no_mark(wrong: dict[str, object], data: Path) -> None:
    key = signing_key(checkpoints.PURPOSE, data)
    said: dict[str, object] = {"chain": "x", "size": 9, "head": "x", "at": "2026"} | wrong
    signature = base64.b64encode(key.sign(canonical(said).encode())).decode()
    row = json.dumps(said | {"key": checkpoints.fingerprint(key.public_key())[: checkpoints.SHORT], "signature": signature})
    assert checkpoints.checked([row], key.public_key()) == ([], ["checkpoint 1: altered"])
