"""Every table, one page for what belongs together. A table does not validate: the rules do, and these CHECKs hold the line."""

from pwa.store.tables.alerts import Alert, Push, PushSubscription
from pwa.store.tables.board import BoardEntry, BoardPicture
from pwa.store.tables.channels import AppRegistration, Channel, Journey
from pwa.store.tables.columns import Table
from pwa.store.tables.deliveries import Delivery, Edit, OutsidePost, OwnUp, ReadBack, Receipt, Retraction, Settlement
from pwa.store.tables.drafts import Draft, DraftChannel, DraftPart, DraftPicture, DraftVariant, Original
from pwa.store.tables.grants import Arrival, Grant, Invitation, Vouch
from pwa.store.tables.ledger import LedgerLine, LedgerText
from pwa.store.tables.organisations import ApprovalRule, CalendarPeriod, Identity, Organisation, Stop, StopDelivery
from pwa.store.tables.people import Notice, Passkey, Person, RateCount, RecoveryCode, RecoverySet, SessionKind, SessionRow, SetupLink
from pwa.store.tables.pictures import Picture, PictureFile, Upload, UploadChunk
from pwa.store.tables.posts import Approval, Cancellation, Hold, Parking, Part, PartPicture, Post, Rendering
from pwa.store.tables.second_look import (
    Election,
    Fingerprint,
    Flag,
    HouseVoice,
    Learnt,
    Listed,
    ListedSource,
    Looked,
    OwnNote,
    ResharedSource,
)
from pwa.store.tables.step_ups import Challenge, Lease, StepUp

__all__ = [
    "Alert",
    "AppRegistration",
    "Approval",
    "ApprovalRule",
    "Arrival",
    "BoardEntry",
    "BoardPicture",
    "CalendarPeriod",
    "Cancellation",
    "Challenge",
    "Channel",
    "Delivery",
    "Draft",
    "DraftChannel",
    "DraftPart",
    "DraftPicture",
    "DraftVariant",
    "Edit",
    "Election",
    "Fingerprint",
    "Flag",
    "Grant",
    "Hold",
    "HouseVoice",
    "Identity",
    "Invitation",
    "Journey",
    "Learnt",
    "Lease",
    "LedgerLine",
    "LedgerText",
    "Listed",
    "ListedSource",
    "Looked",
    "Notice",
    "Organisation",
    "Original",
    "OutsidePost",
    "OwnNote",
    "OwnUp",
    "Parking",
    "Part",
    "PartPicture",
    "Passkey",
    "Person",
    "Picture",
    "PictureFile",
    "Post",
    "Push",
    "PushSubscription",
    "RateCount",
    "ReadBack",
    "Receipt",
    "RecoveryCode",
    "RecoverySet",
    "Rendering",
    "ResharedSource",
    "Retraction",
    "SessionKind",
    "SessionRow",
    "Settlement",
    "SetupLink",
    "StepUp",
    "Stop",
    "StopDelivery",
    "Table",
    "Upload",
    "UploadChunk",
    "Vouch",
]
