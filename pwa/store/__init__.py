"""The only SQL. Whoever asks for all tables means those of the second look too."""

from pwa.store import second_look_tables as second_look_tables
