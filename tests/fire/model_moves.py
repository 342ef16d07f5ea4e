"""What follows in the model once something was allowed: the same plain data, changed in one place for each verb."""

from collections.abc import Iterable
from datetime import datetime

from pwa.actions.keep_as_own import home_of
from tests.fire.model import World
from tests.fire.model_things import CANCELLED, HELD, PARKED, RELEASED, Device, Draft, Lease, Post, Sheet


def wrote(world: World, person: str, handle: str, sheet: Sheet) -> Draft:
    """The draft holds these words now, and no longer the ones before them."""
    draft = world.drafts.get(sheet.draft)
    if draft is None:
        draft = world.drafts[sheet.draft] = Draft(person, handle, sheet.parts, sheet.key)
    else:
        world.kept -= set(draft.parts)
        draft.parts, draft.key, draft.version = sheet.parts, sheet.key, draft.version + 1
    world.kept |= set(sheet.parts)
    return draft


def begun(world: World, draft: str, person: str, handle: str, parts: tuple[str, ...]) -> None:
    """A new draft that no page has written to yet."""
    world.drafts[draft] = Draft(person, handle, parts)
    world.kept |= set(parts)


def held(world: World, device: Device, handle: str, sheet: Sheet, post: str, due: datetime) -> None:
    """The draft became a post; its words live there from here on."""
    draft = wrote(world, device.person, handle, sheet)
    draft.parts, draft.end = (), "held"
    world.posts[post] = Post(device.person, handle, sheet.parts, sheet.networks, due)
    world.held_by_key[(device.person, sheet.key)] = post


def held_again(world: World, device: Device, post: str, key: str, due: datetime) -> None:
    """A new window, and whoever held it last is whose it is."""
    known = world.posts[post]
    known.person, known.due = device.person, due
    went(known, HELD)
    world.held_by_key[(device.person, key)] = post


def cancelled(world: World, post: Post, by: str, draft: str) -> None:
    """The words are a draft again: of whoever held them, or of whoever undid it when the holder may no longer use the identity."""
    went(post, CANCELLED)
    post.draft = draft
    begun(world, draft, post.person if world.usable(post.person, post.handle) else by, post.handle, post.parts)


def went(post: Post, state: str) -> None:
    """A post stands elsewhere now."""
    post.state = state
    post.history.append(state)


def moved(world: World, device: Device, handle: str, sheet: Sheet, to: str, draft: str) -> None:
    """The words begin a new draft under another identity, and the old one has ended."""
    old = wrote(world, device.person, handle, sheet)
    begun(world, draft, device.person, to, old.parts)
    old.parts, old.end = (), "moved"


def switched(world: World, device: Device, handle: str, key: int, opened: datetime) -> None:
    """The device speaks as this identity; the lease it had is over, whether it still stood or not."""
    lease_over(world, [device])
    voice = world.voices[handle]
    if voice.owner is None:
        device.lease = Lease(handle, key, opened, opened + voice.lease, opened)
        world.lease_lines["lease_opened", handle] += 1


def lease_over(world: World, devices: Iterable[Device]) -> None:
    """These devices speak as their persons, and the ledger says so once for each lease."""
    for device in devices:
        if device.lease:
            world.lease_lines["lease_ended", device.lease.handle] += 1
            device.lease = None


def session_over(world: World, devices: Iterable[Device]) -> None:
    """These sessions are over, and their leases with them."""
    for device in devices:
        device.ended = True
        lease_over(world, [device])


def key_removed(world: World, number: int, asking: Device, at: datetime) -> None:
    """A passkey is gone: so are the leases it opened and the sessions that began with it, but for the one that asked."""
    world.keys[number].removed = True
    theirs = [device for device in world.devices if world.alive(device, at)]
    session_over(world, [device for device in theirs if device.key == number and device is not asking])
    lease_over(world, [device for device in world.devices if device.lease and device.lease.key == number])


def came_home(world: World, person: str, handle: str) -> None:
    """What they were writing under it is theirs alone from here on: there is no page for it any more."""
    own = next(name for name, voice in world.voices.items() if voice.owner == person)
    for name, draft in list(world.drafts.items()):
        if (draft.person, draft.handle, draft.end) == (person, handle, None):
            if any(draft.parts):
                begun(world, home_of(name), person, own, draft.parts)
            draft.parts, draft.end = (), "moved"


def grant_ended(world: World, person: str, handle: str) -> None:
    """A right is gone: so are the leases on it, and what they still hold is parked, as is what has not begun to arrive."""
    del world.grants[person, handle]
    came_home(world, person, handle)
    lease_over(world, [device for device in world.devices if device.person == person and device.lease and device.lease.handle == handle])
    for post in world.posts.values():
        if (post.person, post.handle, post.state) == (person, handle, HELD):
            went(post, PARKED)
        elif post.handle == handle and post.state == RELEASED:
            post.kept_from |= {network for network in post.networks if post.sent_by.get(network, post.person) == person}
