"""Who may call what: every route of the application, with what it asks of whoever calls it."""

from dataclasses import dataclass

from pwa.rules.step_up import Purpose
from pwa.web.guards import Authority

A = Authority
OPEN = {A.PUBLIC, A.VISITOR}


@dataclass(frozen=True)
class StepUp:
    """A route that takes a passkey's answer, for this purpose and this part of its address or form."""

    purpose: Purpose
    target: str | None = None
    downward_too: bool = False  # asks for no answer on the way down


TABLE: dict[str, Authority | StepUp] = {
    "shell.home": A.PUBLIC,
    "shell.health": A.PUBLIC,
    "shell.worker": A.PUBLIC,
    "shell.offline": A.PUBLIC,
    "shell.favicon": A.PUBLIC,
    "launches.start": A.PUBLIC,
    "launches.shortcut": A.PUBLIC,
    "launches.install": A.PUBLIC,
    "launches.manifest": A.PUBLIC,
    "clients.bluesky": A.PUBLIC,
    "metrics.show": A.PUBLIC,  # it asks for a token of its own
    "assets.show": A.PUBLIC,
    "challenges.make": A.PUBLIC,  # which session it binds to follows from the purpose; see test_requests
    "setups.new": A.PUBLIC,
    "setups.create": A.VISITOR,
    "sessions.welcome": A.PUBLIC,
    "sessions.open_one": A.VISITOR,
    "sessions.leaving": A.SIGNED_IN,
    "sessions.close_this": A.PUBLIC,
    "sessions.show": A.SIGNED_IN,
    "sessions.end": A.SIGNED_IN,
    "sessions.end_others": A.SIGNED_IN,
    "recovery_codes.show": A.SIGNED_IN,
    "recovery_codes.renew": StepUp(Purpose.NEW_CODES),
    "recovery_codes.confirm": A.SIGNED_IN,
    "recoveries.new": A.PUBLIC,
    "recoveries.create": A.VISITOR,
    "recoveries.passkey": A.RECOVERING,
    "recoveries.enrol": A.RECOVERING,
    "passkeys.show": A.SIGNED_IN,
    "passkeys.create": StepUp(Purpose.ADD_PASSKEY),
    "passkeys.rename": A.SIGNED_IN,
    "passkeys.remove": StepUp(Purpose.REMOVE_PASSKEY, "public_id"),
    "notices.dismiss": A.SIGNED_IN,
    "subscriptions.create": A.SIGNED_IN,
    "subscriptions.end": A.SIGNED_IN,
    "invitations.show": A.PUBLIC,
    "invitations.accept": A.VISITOR,
    "invitations.come_in": A.VISITOR,  # the action lets in the browser that waits, once keepers have said yes
    "invitations.alarm": A.PUBLIC,  # whoever holds the link may stop who opened it
    "languages.choose": A.PUBLIC,
    "shares.receive": A.PUBLIC,  # it keeps nothing
    "shares.again": A.PUBLIC,
    "switches.show": A.SIGNED_IN,
    "switches.create": StepUp(Purpose.SPEAK_AS, "handle", downward_too=True),
    "drafts.compose": A.AS_IDENTITY,
    "drafts.open_draft": A.AS_IDENTITY,
    "drafts.save": A.FOR_IDENTITY,
    "reshares.begin": A.FOR_IDENTITY,
    "reshares.end": A.FOR_IDENTITY,
    "drafts.keep": A.FOR_IDENTITY,
    "splits.ask": A.FOR_IDENTITY,
    "splits.propose": A.AS_IDENTITY,
    "splits.take": A.FOR_IDENTITY,
    "looks.ask": A.FOR_IDENTITY,
    "looks.show": A.AS_IDENTITY,
    "second_looks.notice": A.FOR_IDENTITY,
    "second_looks.wave": A.SIGNED_IN,  # the action lets whoever held it only
    "drafts.move": StepUp(Purpose.SPEAK_AS, "to", downward_too=True),
    "drafts.show": A.AS_IDENTITY,
    "drafts.waiting": A.SIGNED_IN,
    "drafts.delete": A.AS_IDENTITY,
    "drafts.restore": A.AS_IDENTITY,
    "posts.hold": A.FOR_IDENTITY,  # the action checks the lease and the active identity, in the hold's own transaction
    "holds.find": A.FOR_IDENTITY,
    "posts.show": A.SIGNED_IN,
    "heartbeats.hear": A.SIGNED_IN,  # the action notes it for the Session that made the hold only
    "heartbeats.leave": A.SIGNED_IN,
    "posts.cancel": A.SIGNED_IN,
    "posts.park": A.SIGNED_IN,
    "posts.hold_once_more": A.SIGNED_IN,
    "posts.release": A.SIGNED_IN,
    "posts.retract": A.SIGNED_IN,
    "own_ups.create": A.SIGNED_IN,
    "own_ups.show": A.SIGNED_IN,
    "own_ups.decide": StepUp(Purpose.SPEAK_AS, "to", downward_too=True),  # removing takes no finger; the action asks for a lease to speak
    "own_ups.remove": StepUp(Purpose.SPEAK_AS, "to", downward_too=True),
    "own_ups.look": A.SIGNED_IN,
    "own_ups.repost": A.SIGNED_IN,
    "own_ups.take_back": A.SIGNED_IN,
    "approvals.show": A.SIGNED_IN,
    "approvals.give": StepUp(Purpose.APPROVE, "meant"),
    "approvals.refuse": A.SIGNED_IN,  # stopping takes no finger
    "approvals.withdraw": A.SIGNED_IN,
    "deliveries.settle": A.SIGNED_IN,  # the action asks for a hold's guards where something is sent again
    "outbox.show": A.FOR_IDENTITY,
    "outbox.active": A.SIGNED_IN,
    "outside_posts.know": A.SIGNED_IN,  # the action lets keepers only
    "retention.show": A.SIGNED_IN,
    "retention.choose": StepUp(Purpose.KEEP_WORDS, "handle"),
    "retention.ask": A.SIGNED_IN,
    "retention.delete": StepUp(Purpose.DELETE_WORDS, "public_id"),
    "evidence.show": A.SIGNED_IN,  # whoever may see the post
    "evidence.export": A.SIGNED_IN,
    "evidence.show_outside": A.SIGNED_IN,  # the store lets keepers only
    "evidence.export_outside": A.SIGNED_IN,
    "stops.show": A.SIGNED_IN,
    "stops.create": A.SIGNED_IN,  # the action lets whoever speaks for the organisation
    "resumptions.show": A.SIGNED_IN,  # for keepers
    "resumptions.create": StepUp(Purpose.RESUME, "handle"),
    "resumptions.choose": StepUp(Purpose.SET_RESUMPTION, "handle"),
    "identities.index": A.SIGNED_IN,
    "identities.new": A.SIGNED_IN,
    "identities.create": StepUp(Purpose.CREATE_IDENTITY),
    "identities.show": A.FOR_IDENTITY,
    "identities.edit": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "people.show": A.FOR_IDENTITY,
    "people.make_invitation": StepUp(Purpose.INVITE, "handle"),
    "people.admit": StepUp(Purpose.LET_IN, "public_id"),
    "people.let_back": StepUp(Purpose.CALL_BACK, "public_id"),
    "people.withdraw": A.SIGNED_IN,  # the action lets keepers, and the member whom it would let back in; stopping takes no finger
    "rosters.show": A.FOR_IDENTITY,
    "rosters.ask": A.SIGNED_IN,  # the look-up lets keepers only
    "rosters.create": StepUp(Purpose.SET_TIMES, "public_id"),
    "reviews.show": A.FOR_IDENTITY,  # the same
    "reviews.keep": A.SIGNED_IN,  # the action lets keepers only
    "people.end": StepUp(Purpose.END_GRANT, "public_id"),
    "people.confirm": StepUp(Purpose.CONFIRM_PASSKEY, "public_id"),
    "house_voices.show": A.FOR_IDENTITY,
    "house_voices.edit": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "approval_rules.show": A.FOR_IDENTITY,
    "approval_rules.edit": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "own_notes.show": A.FOR_IDENTITY,  # of one's own voice only
    "own_notes.choose": A.FOR_IDENTITY,
    "elections.show": A.FOR_IDENTITY,
    "elections.edit": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "elections.quiet": A.FOR_IDENTITY,
    "listed.show": A.FOR_IDENTITY,
    "listed.export": A.FOR_IDENTITY,
    "listed.look": A.FOR_IDENTITY,  # it lets keepers only, and changes nothing
    "listed.put": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "sources.show": A.FOR_IDENTITY,
    "sources.edit": StepUp(Purpose.EDIT_IDENTITY, "handle"),
    "removals.show": A.SIGNED_IN,  # the store lets keepers only
    "locks.lock": A.SIGNED_IN,
    "locks.lock_all": A.RECOVERING,
    "locks.lock_them": A.SIGNED_IN,  # the action lets keepers only; stopping takes no finger
    "locks.open_again": StepUp(Purpose.CONFIRM_PASSKEY, "public_id"),
    "channels.show": A.FOR_IDENTITY,
    "channels.begin": A.FOR_IDENTITY,  # the action asks for a keeper
    "channels.reconnect": A.SIGNED_IN,
    "channels.arrive": A.PUBLIC,  # whoever comes back: it burns the state, and only then asks whose it is
    "channels.enter": A.SIGNED_IN,
    "channels.leaving": A.SIGNED_IN,
    "channels.disconnect": StepUp(Purpose.DISCONNECT_CHANNEL, "public_id"),
    "emergencies.show": A.SIGNED_IN,
    "emergencies.mark": StepUp(Purpose.MARK_CHANNEL, "public_id"),
    "emergencies.open_it": StepUp(Purpose.OPEN_CHANNEL, "public_id"),
    "emergencies.close": A.SIGNED_IN,  # the action lets keepers only; stopping takes no finger
    "journeys.show": A.SIGNED_IN,
    "journeys.connect": StepUp(Purpose.CONNECT_CHANNEL, "public_id"),
    "journeys.refuse": A.SIGNED_IN,
    "uploads.begin": A.SIGNED_IN,
    "uploads.show": A.SIGNED_IN,
    "uploads.append": A.SIGNED_IN,
    "pictures.show": A.SIGNED_IN,
    "pictures.small": A.SIGNED_IN,
    "pictures.on_board": A.PUBLIC,
    "pictures.crest": A.PUBLIC,
    "boards.show": A.PUBLIC,
    "boards.entry": A.PUBLIC,
    "boards.feed": A.PUBLIC,
}
