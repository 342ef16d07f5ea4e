"""What a page complains about in the console."""

from playwright.sync_api import ConsoleMessage, Page

# What the browser itself writes for a refused answer; the pages' own scripts must stay silent.
INTERRUPTED = "Transition was "  # a navigation overtook the animation of the one before it
EXPECTED = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_",
    "Error with Permissions-Policy header: Unrecognized feature: 'document-domain'",  # on Bluesky's own page
)


def watch(page: Page, wrong: list[str], ours: str) -> None:
    """Collect what a page's scripts complain about; what another server's pages do is its own affair."""

    def said(message: ConsoleMessage) -> None:
        where = message.location["url"]
        elsewhere = where.startswith("http") and not where.startswith(ours)
        if message.type in ("error", "warning") and not elsewhere and not message.text.startswith(EXPECTED):
            wrong.append(f"{page.url}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}") if not str(error).startswith(INTERRUPTED) else None)
