"""Every resource there is, one file each."""

from pwa.web import (
    assets,
    boards,
    challenges,
    drafts,
    identities,
    invitations,
    notices,
    outbox,
    passkeys,
    posts,
    recoveries,
    recovery_codes,
    sessions,
    setups,
    shell,
    switches,
)

ALL = (
    *(shell, assets, challenges, setups, sessions, recovery_codes, recoveries, passkeys, notices, invitations),
    *(switches, drafts, posts, outbox, identities, boards),
)
