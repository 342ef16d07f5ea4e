"""Keys are made once, whole, for this user alone; tokens cannot be guessed; one secret never serves two purposes."""

import subprocess
import sys
from pathlib import Path

import pytest

from pwa.secrets import KEY_FILE, CannotOpen, fingerprint, key_for, new_public_id, new_token, seal, signing_key, unseal
from tests.sources import ROOT


def test_the_key_is_made_on_first_use_and_readable_by_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = key_for("one", folder)
    assert key_for("one", folder) == first
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert len((folder / KEY_FILE).read_bytes()) == 32
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]


def test_one_secret_never_serves_two_purposes(tmp_path: Path) -> None:
    root = (key_for("one", tmp_path), (tmp_path / KEY_FILE).read_bytes())
    assert len({key_for("two", tmp_path), key_for("one ", tmp_path), *root}) == 4
    assert signing_key("one", tmp_path).public_key() == signing_key("one", tmp_path).public_key()
    assert signing_key("one", tmp_path).public_key() != signing_key("two", tmp_path).public_key()


def test_two_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    program = "import sys, pathlib; from pwa.secrets import key_for; print(key_for('x', pathlib.Path(sys.argv[1])).hex())"
    command = [sys.executable, "-c", program, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate(timeout=60)[0] for process in both}) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_tokens_and_ids_repeat_never_and_say_nothing() -> None:
    assert len({new_token() for _ in range(1000)}) == 1000
    assert len(new_token()) == 43
    ids = {new_public_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 16 and set(one) <= set("abcdefghijklmnopqrstuvwxyz234567") for one in ids)


def test_a_fingerprint_is_not_the_token() -> None:
    token = new_token()
    assert fingerprint(token) == fingerprint(token) != fingerprint(token + "x")
    assert token not in fingerprint(token)


def test_what_is_sealed_opens_with_its_key_and_in_its_place_only(tmp_path: Path) -> None:
    key, other = key_for("tokens", tmp_path), key_for("other tokens", tmp_path)
    sealed = seal(b"a token", key, "channels abc")
    assert unseal(sealed, key, "channels abc") == b"a token"
    assert b"a token" not in sealed
    assert seal(b"a token", key, "channels abc") != sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for wrong in ((sealed, other, "channels abc"), (sealed, key, "channels abd"), (changed, key, "channels abc"), (b"", key, "x")):
        with pytest.raises(CannotOpen):
            unseal(*wrong)
