"""Two enrolled passkeys: one that is synced, and one that never leaves its phone."""

import pytest

from tests.passkeys.enrolling import Enrolment, enrol
from tests.software_passkey import SoftwarePasskey


@pytest.fixture
def synced() -> Enrolment:
    return enrol(SoftwarePasskey())


@pytest.fixture
def single_device() -> Enrolment:
    return enrol(SoftwarePasskey(single_device=True))
