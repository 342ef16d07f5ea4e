"""Two web processes, two phones of one person, and a keeper: once the removal has its answer, no process lets either phone do anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pwa.store import engine
from tests.bench.servers import free_port
from tests.cast import SITE, Member
from tests.databases import Stores
from tests.fire.over_http import Client, at
from tests.fire.processes import web_servers
from tests.standing import at_home, cast_of
from tests.web.test_people import ended_grant
from tests.web.writer import Writer, read


@pytest.fixture
def ports(databases: dict[str, Stores], tmp_path: Path) -> Iterator[list[int]]:
    """Where two `onlyhuman serve --no-courier` answer, on one PostgreSQL."""
    if "postgresql" not in databases:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    (url, _), found = at_home(databases["postgresql"]), [free_port(), free_port()]
    engine.connect(url)
    with web_servers(found, {"DATA": str(tmp_path), "URL": SITE, "DATABASE_URL": url}, tmp_path):
        yield found
    engine.engine().dispose()
    databases["postgresql"].drop(url)


def phone(member: Member, port: int) -> tuple[Writer, Client]:
    """Signed in by what this process says."""
    browser = Client(port)
    writer = Writer(at(browser), member)
    assert writer.signs_in().status_code == 303
    return writer, browser


def test_after_the_answer_no_process_lets_them_do_anything(ports: list[int]) -> None:
    cast = cast_of("postgresql")
    phones = [phone(cast.anna, port) for port in ports]
    pages = [writer.becomes("wv11").writes("wv11", f"From phone {number}") for number, (writer, _) in enumerate(phones)]
    held = phones[0][0].holds("wv11", "Road closed.")
    steph, browser = phone(cast.steph, ports[0])
    grant = ended_grant(steph, "Anna")
    receipt = steph.sends(f"/grants/{grant}/end", credential=steph.proves("end_grant", grant)).headers["Location"]
    for (writer, where), page in zip(phones, pages, strict=True):
        for where.port in reversed(ports):  # wherever a proxy sends it next
            for address in ("/as/wv11/", "/as/wv11/outbox", held, "/identities/wv11"):
                assert writer.opens(address).status_code == 404, address
            assert [writer.sends(f"{held}/{what}").status_code for what in ("cancellation", "parking", "holds")] == [404] * 3
            refused = writer.sends("/as/wv11/posts", **page, armed="yes")
            assert refused.status_code == 410
            assert page["part"][0] in read(refused)
            assert "WV11" not in read(writer.opens("/stop"))
    browser.port = ports[1]
    assert "Nothing of theirs is pending." in read(steph.opens(receipt))
    assert "Parked" in read(steph.opens(held))
