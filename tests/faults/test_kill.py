"""Killing the server in the middle of work loses nothing that was acknowledged, and doubles nothing."""

import os
import random
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.installation import Browser, Installation
from tests.faults.senders import Answers, AttendanceGrid, Imports

from bangkom.demo.cast import PASSWORD

KILLS = int(os.environ.get("BANGKOM_KILLS", "4"))
WORK_SECONDS = (0.3, 2.5)


@pytest.fixture
def installation(database_url: str) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="bangkom-faults-") as folder:
        made = Installation(Path(folder), database_url)
        yield made
        made.kill()


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled_when_the_server_is_killed(installation: Installation):
    world = installation.world("prepare")
    installation.start()
    learner, organizer = Browser(installation.port), Browser(installation.port)
    learner.sign_in("peserta", PASSWORD)
    organizer.sign_in("penyelenggara", PASSWORD)
    half = len(world["items"]) // 2
    devices = [
        Answers(Browser(learner.port, learner.cookies), world["attempt"], items)
        for items in (world["items"][:half], world["items"][half:])
    ]
    grid = AttendanceGrid(
        Browser(organizer.port, organizer.cookies), world["slug"], world["session"], world["enrolments"]
    )
    clerk = Imports(Browser(organizer.port, organizer.cookies), world["scope"], [Path(f) for f in world["files"]])
    senders = [*devices, grid, clerk]

    for turn in range(KILLS):
        if turn:
            installation.start()
        for sender in senders:
            sender.begin()
        threading.Event().wait(random.uniform(*WORK_SECONDS))
        installation.kill()
        for sender in senders:
            sender.end()

    found = installation.world("examine", told(world, devices, grid, clerk))
    print(
        f"{KILLS} kills: {sum(len(device.acknowledged) for device in devices)} answers, "
        f"{len(grid.acknowledged)} grids of {len(grid.enrolments)}, {len(clerk.acknowledged)} uploads, "
        f"{len(clerk.committed)} imports acknowledged; jobs now {found['states']}"
    )
    assert found["faults"] == []
    assert devices[0].acknowledged
    assert grid.acknowledged
    assert clerk.acknowledged


def told(world: dict, devices: list[Answers], grid: AttendanceGrid, clerk: Imports) -> dict:
    """What the senders know, for the examination."""
    return {
        "answers": {
            "acknowledged": [op for device in devices for op in device.acknowledged],
            "sent": [op for device in devices for op in device.sent],
            "last": {item: last for device in devices for item, last in device.last.items()},
        },
        "attendance": {
            "acknowledged": grid.acknowledged,
            "sent": grid.sent,
            "possible": grid.possible,
            "session": world["session"],
            "enrolments": world["enrolments"],
        },
        "imports": {
            "uploaded": clerk.acknowledged,
            "committed": clerk.committed,
            "employees": world["employees"],
        },
    }
