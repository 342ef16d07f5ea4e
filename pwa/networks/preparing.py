"""What comes before the post itself: pictures, and how long they may take. What is left of a delivery's lease is for that."""

import time

from pwa.networks.contract import OutgoingPicture, TryLater

PREPARING_SECONDS = 40.0


class Preparing:
    """Begins now."""

    def __init__(self, seconds: float = PREPARING_SECONDS) -> None:
        self._until = time.monotonic() + seconds

    def left(self, at_most: float) -> float:
        """So many seconds for the next step. Raises TryLater when there are none: nothing has been sent."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TryLater
        return min(left, at_most)


def as_file(picture: OutgoingPicture) -> tuple[str, bytes, str]:
    """A picture in a form: a name that says what it is, its bytes, its media type."""
    return f"picture.{picture.media_type.rpartition('/')[2]}", picture.read(), picture.media_type
