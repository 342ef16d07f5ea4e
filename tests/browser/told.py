"""A phone that gets notifications: what stands in for a push service in its browser, and what it shows and does in its worker."""

import json
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Worker

from tests.browser.screens import Phone
from tests.browser.waits import PATIENCE, has_its_worker, until
from tests.push_service import Browser, Pushed, PushService

SENT_AGAIN_AFTER = 5.0  # seconds
# A driven browser has no push service of its own, and subscribing would wait for one for ever.
SUBSCRIBES = """
(fields) => {
  const keys = { p256dh: fields.p256dh, auth: fields.auth }
  PushManager.prototype.subscribe = async function (options) {
    if (options.userVisibleOnly !== true || options.applicationServerKey.length !== 65) throw new TypeError("no such subscription")
    return { options, toJSON: () => ({ endpoint: fields.endpoint, keys }) }
  }
  PushManager.prototype.getSubscription = async () => null
}
"""
SHOWN = """async () => {
  const registration = self.registration ?? (await navigator.serviceWorker.ready)
  const plain = ({ title, body, tag, actions }) => ({ title, body, tag, actions: actions.map(({ action }) => action) })
  return (await registration.getNotifications()).map(plain)
}"""
TAPPED = """async (action) => {
  const [notification] = await self.registration.getNotifications()
  const event = new NotificationEvent("notificationclick", { notification, action })
  let done
  Object.defineProperty(event, "waitUntil", { value: (promise) => { done = promise } })
  self.dispatchEvent(event)
  return done
}"""
CHANGED = """async ({ fresh, old }) => {
  const event = new ExtendableEvent("pushsubscriptionchange")
  const { endpoint, ...keys } = fresh ?? {}
  const newSubscription = fresh && { toJSON: () => ({ endpoint, keys }) }
  const oldSubscription = old && { options: { userVisibleOnly: true, applicationServerKey: new Uint8Array(65) } }
  let done
  const given = { waitUntil: (promise) => { done = promise }, newSubscription, oldSubscription }
  for (const [name, value] of Object.entries(given)) Object.defineProperty(event, name, { value })
  self.dispatchEvent(event)
  return done
}"""


@dataclass
class Notified:
    """A phone whose worker gets what is pushed."""

    phone: Phone
    cdp: CDPSession
    registration: str

    @property
    def worker(self) -> Worker:
        """Its service worker, which lives without a page."""
        return self.phone.page.context.service_workers[0]

    def receives(self, says: dict[str, Any]) -> list[dict[str, Any]]:
        """This reaches the worker; what the phone shows then.

        A push service sends what was not taken again; a worker that is just starting may not hear what DevTools bring it.
        """
        pushed = {"origin": self.phone.url, "registrationId": self.registration, "data": json.dumps(says)}
        limit, again = time.monotonic() + PATIENCE, 0.0
        while True:
            assert time.monotonic() < limit, "nothing is shown"
            if time.monotonic() >= again:
                self.cdp.send("ServiceWorker.deliverPushMessage", pushed)
                again = time.monotonic() + SENT_AGAIN_AFTER
            if shown := self.shows():
                return shown
            time.sleep(0.05)

    def shows(self) -> list[dict[str, Any]]:
        """The notifications on its screen."""
        shown: list[dict[str, Any]] = self.worker.evaluate(SHOWN)
        return shown


@dataclass
class Told(Notified):
    """A phone that asked for notifications, and what its push service holds of it."""

    subscribed: Browser

    def gets(self, pushed: Pushed) -> list[dict[str, Any]]:
        """What the server sent reaches the worker; what the phone shows then."""
        return self.receives(pushed.says)


def asks_to_be_told(phone: Phone, service: PushService) -> Told:
    """In the outbox of WV11, as a person does."""
    page, subscribed = phone.page, service.browser()
    page.add_init_script(f"({SUBSCRIBES})({json.dumps(subscribed.fields)})")
    phone.opens("/as/wv11/outbox")
    cdp, registration = may_notify(phone)
    phone.sees("Get a notification when somebody posts as WV11")
    phone.taps("Get notifications")
    phone.sees("This phone is told from now on.")
    return Told(phone, cdp, registration, subscribed)


def may_notify(phone: Phone) -> tuple[CDPSession, str]:
    """Its worker is there and may show notifications; how to speak to it from outside."""
    page, found = phone.page, list[str]()
    page.context.grant_permissions(["notifications"], origin=phone.url)
    has_its_worker(page)
    cdp = page.context.new_cdp_session(page)
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(one["registrationId"] for one in told["registrations"]))
    cdp.send("ServiceWorker.enable")
    until(lambda: page.evaluate("() => true") and found)  # while it is spoken with, the browser says what it has
    return cdp, found[0]
