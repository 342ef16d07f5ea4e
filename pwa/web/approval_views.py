"""What pages say of the second person: before a hold, while it waits for a yes, and afterwards."""

from collections.abc import Mapping, Sequence

from pwa.actions.ask_approval import terms_of
from pwa.rules.approval import ApprovalEnd, ApprovalState, Ask, When
from pwa.rules.identity import Kind
from pwa.rules.payload import yes_to
from pwa.rules.post import PostState
from pwa.rules.second_look import NO_ANSWERS, Answers, Look
from pwa.store import approvals, people
from pwa.store.tables import Approval, Identity, Person, Post, StepUp
from pwa.store.transaction import Session, reading
from pwa.web import current
from pwa.web.pages import View, clock_words, moment, window_words
from pwa.web.words import _, listed, n_

Asked = tuple[Approval, str | None, str | None]  # with the names of who said yes and of who ended it
MODES = {
    Ask.NONE: (n_("Nobody else"), n_("It goes out after its undo window.")),
    Ask.OBJECTION: (n_("Time to object"), n_("It goes out unless a colleague stops it, and they have longer for that.")),
    Ask.YES: (n_("A colleague’s yes"), n_("It goes out only if a colleague says yes to exactly this, with their finger, face or PIN.")),
}
WHENS = {
    When.ALWAYS: (n_("Always"), n_("Every post.")),
    When.ASKED_FOR: (n_("When the second look asks for it"), n_("For every reshare, and whenever it finds a reason.")),
    When.PERIODS: (n_("On certain days"), n_("Before an election, for example. Say which days below.")),
}
LOST = {
    ApprovalEnd.REFUSED: n_("%(who)s said no: “%(reason)s”"),
    ApprovalEnd.UNANSWERED: n_("Nobody said yes to it in time."),
    ApprovalEnd.TAKEN_BACK: n_("%(who)s said yes to it, and took that back."),
    ApprovalEnd.GRANT_ENDED: n_("%(given)s, who said yes to it, may no longer speak as this identity."),
    ApprovalEnd.PASSKEY_REMOVED: n_("The passkey with which %(given)s said yes to it was removed."),
    ApprovalEnd.CHANNELS_CHANGED: n_("Where this identity posts was changed after %(given)s had said yes to it."),
}
ALONE = n_("Nobody else at %(name)s could say yes to it, so it could not go out. Ask a keeper to let a colleague in.")


def before_hold(identity: Identity, look: Look, answers: Answers = NO_ANSWERS) -> View:
    """For the composer and whatever asks "really?": how long it will wait, and for whom. `alone`: nobody could."""
    window: View = {"window_words": window_words(identity.window_seconds), "usual_words": None, "asks": None, "alone": None}
    if identity.kind != Kind.OFFICIAL:
        return window
    with reading() as session:
        asked = terms_of(session, identity, current.now(), look, answers)
        somebody = not asked.asks or bool(approvals.others(session, identity, current.person()))
    if look.window_seconds > identity.window_seconds:
        window["usual_words"] = window["window_words"]
    window["window_words"] = window_words(asked.window_seconds)
    if asked.answer_minutes is None:
        return window
    minutes = window_words(60 * asked.answer_minutes)
    if not somebody:
        alone = _(
            "Nobody else at %(name)s could say yes to it, so it could not go out. Ask a keeper to let a colleague in.", name=identity.name
        )
        return window | {"asks": minutes, "alone": alone}
    return window | {"asks": minutes}


def waiting_view(session: Session, post: Post, identity: Identity, reader: Person) -> View:
    """Of a held Post that needs a yes: the answer so far, who can give it, and what happens if nobody does."""
    found = approvals.of_posts(session, [post]).get(post.id)
    could = [one.name for one in approvals.others(session, identity, post.person_id)]
    asked, mine = post.approval == ApprovalState.ASKED, post.person_id == reader.id
    return {
        "asked": asked,
        "mine": mine,
        "may_answer": asked and not mine,
        "could": listed(could) if could else None,
        "until": moment(post.due_at),
        "given_by": found[1] if found else None,
        "leaves": {"at": post.ring_ends_at.isoformat(), "words": clock_words(post.due_at)},
        "can_take_back": not asked and found is not None and found[0].given_by == reader.id,
    }


def meant(post: Post, approval: Approval) -> str:
    """What a yes on this page is for."""
    return yes_to(post.public_id, approval.payload_digest)


def asked_of(session: Session, rows: Sequence[Post]) -> Mapping[int, Asked]:
    """Of an outbox; mostly nobody was asked, and that costs nothing."""
    those = [post for post in rows if post.approval]
    return approvals.of_posts(session, those) if those else {}


def about_yes(post: Post, asked: Asked | None) -> str | None:
    """What a held Post waits for, or why it is parked, where that is about a yes."""
    if asked is None:
        return None
    if post.state == PostState.HELD and post.approval == ApprovalState.ASKED:
        until = moment(post.due_at) or {}
        return _("It waits for a colleague’s yes until %(time)s. Nothing has gone out.", time=until["words"])
    if post.state == PostState.HELD:
        return _("%(who)s said yes. Nothing has gone out yet.", who=asked[1])
    return why_lost(asked)


def why_lost(asked: Asked) -> str | None:
    """Why there is no yes that counts; None while nothing ended it."""
    row, given, ended = asked
    if row.ended_why is None:
        return None
    if row.ended_why == ApprovalEnd.REFUSED and not row.reason:  # its words were deleted lawfully
        return _("%(who)s said no.", who=ended or _("Somebody"))
    return _(LOST[ApprovalEnd(row.ended_why)], who=ended or _("Somebody"), given=given or _("Somebody"), reason=row.reason or "")


def said_yes(session: Session, post: Post) -> dict[int, str]:
    """For the receipt: who said yes to each hold, when and how, or why nobody's counts; by the hold's number."""
    rows = approvals.all_of(session, post)
    names = people.names(session, {number for row in rows for number in (row.given_by, row.ended_by) if number})
    said = {}
    for row in rows:
        lines = []
        if row.given_at and row.step_up_id:
            verified = clock_words(session.get_one(StepUp, row.step_up_id).verified_at)
            lines.append(_("%(who)s, by finger, face or PIN at %(time)s.", who=names[row.given_by or 0], time=verified))
        if why := why_lost((row, names.get(row.given_by or 0), names.get(row.ended_by or 0))):
            lines.append(why)
        said[row.hold_id] = " ".join(lines) or _("Asked for, and not answered.")
    return said
