// signed-out.js: whoever takes this phone next sees nothing of who was here: no notification, no number on the icon, no choice half made.
class SignedOut extends HTMLElement {
  async connectedCallback() {
    sessionStorage.removeItem("placing")
    navigator.clearAppBadge?.().catch(() => {})
    const worker = await navigator.serviceWorker?.getRegistration()
    for (const shown of (await worker?.getNotifications?.()) ?? []) shown.close()
  }
}
customElements.define("signed-out", SignedOut)
