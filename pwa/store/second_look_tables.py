"""The tables of the second look, beside the page of all others."""

from sqlalchemy import CheckConstraint

from pwa.rules.second_look import Rule
from pwa.store.tables import Table, number, one_of, ref


class Flag(Table, table=True):
    """One reason that stood beside one Hold when it was made. A private one is for whoever held it, and for nobody else."""

    __tablename__ = "flags"
    __table_args__ = (one_of("rule", Rule), CheckConstraint("why IS NULL OR why <> ''", name="why_says_something"))
    id: int = number()
    hold_id: int = ref("holds.id")
    rule: str
    private: bool
    fine: bool  # whoever held it waved it through
    counts: bool  # it made the hold wait, or asked for something; else it was only said
    said: str  # the sentence, as `rules.words.kept` keeps it; empty once the words of the Post are deleted
    why: str | None = None  # what whoever held it answered
