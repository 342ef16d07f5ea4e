"""What a passkey ceremony can be for, and how long its challenge lives. Pure."""

from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    """What one challenge serves; an answer to one purpose opens nothing else."""

    SIGN_IN = "sign_in"
    SET_UP = "set_up"
    JOIN = "join"
    RECOVER = "recover"
    SPEAK_AS = "speak_as"
    CREATE_IDENTITY = "create_identity"
    EDIT_IDENTITY = "edit_identity"
    INVITE = "invite"
    LET_IN = "let_in"
    CALL_BACK = "call_back"
    COME_BACK = "come_back"
    END_GRANT = "end_grant"
    SET_TIMES = "set_times"
    ADD_PASSKEY = "add_passkey"
    NEW_PASSKEY = "new_passkey"
    REMOVE_PASSKEY = "remove_passkey"
    CONFIRM_PASSKEY = "confirm_passkey"
    NEW_CODES = "new_codes"
    CONNECT_CHANNEL = "connect_channel"
    DISCONNECT_CHANNEL = "disconnect_channel"
    MARK_CHANNEL = "mark_channel"
    OPEN_CHANNEL = "open_channel"
    APPROVE = "approve"
    KEEP_WORDS = "keep_words"
    DELETE_WORDS = "delete_words"
    RESUME = "resume"
    SET_RESUMPTION = "set_resumption"


BY_LINK = frozenset({Purpose.SET_UP, Purpose.JOIN, Purpose.COME_BACK})
ENROLMENTS = BY_LINK | {Purpose.RECOVER, Purpose.NEW_PASSKEY}
STEP_UPS = frozenset(Purpose) - ENROLMENTS - {Purpose.SIGN_IN}
# What speaks for an organisation or changes who may: a passkey made in a recovery vouches for none of it before its time.
OFFICIAL = frozenset(
    {Purpose.SPEAK_AS, Purpose.CREATE_IDENTITY, Purpose.EDIT_IDENTITY, Purpose.END_GRANT, Purpose.CONFIRM_PASSKEY}
    | {Purpose.INVITE, Purpose.LET_IN, Purpose.CALL_BACK, Purpose.SET_TIMES}
    | {Purpose.CONNECT_CHANNEL, Purpose.DISCONNECT_CHANNEL, Purpose.MARK_CHANNEL, Purpose.OPEN_CHANNEL, Purpose.APPROVE}
    | {Purpose.KEEP_WORDS, Purpose.DELETE_WORDS}
    | {Purpose.RESUME, Purpose.SET_RESUMPTION}
)
SIGNED = frozenset({Purpose.APPROVE})  # the challenge carries its target: what is agreed to stands under the passkey's signature

CHALLENGE_LIFE = timedelta(minutes=2)
STEP_UP_LIFE = timedelta(minutes=2)  # from the verified answer to the act it was given for
