"""Every resource there is, one file each."""

from pwa.web import (
    assets,
    boards,
    challenges,
    deliveries,
    drafts,
    heartbeats,
    holds,
    identities,
    invitations,
    languages,
    launches,
    metrics,
    notices,
    outbox,
    passkeys,
    pictures,
    posts,
    recoveries,
    recovery_codes,
    sessions,
    setups,
    shares,
    shell,
    stops,
    subscriptions,
    switches,
    uploads,
)

ALL = (
    *(shell, launches, metrics, assets, challenges, setups, sessions, recovery_codes, recoveries, passkeys, notices),
    *(invitations, languages),
    *(switches, shares, drafts, posts, holds, heartbeats, deliveries, outbox, stops, subscriptions, identities, boards, uploads, pictures),
)
