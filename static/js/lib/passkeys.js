// passkeys.js: asks the phone for a passkey, with a way out when it never answers.
import { t } from "./server.js"

const PATIENCE = 60_000
let asking

// True when the answers stand in the form. `asked` is the form or button with data-ceremony.
export async function ask(form, asked, submitter) {
  asking?.abort("again")
  const stop = asking = new AbortController()
  const { signal } = stop
  const [box, status, again, stay] = ["box", "status", "again", "stay"].map((name) => form.querySelector(`[data-ceremony-${name}]`))
  const patience = setTimeout(() => stop.abort("silence"), PATIENCE)
  box.hidden = false
  again.hidden = true
  again.onclick = () => form.requestSubmit(submitter)
  stay.onclick = () => {
    stop.abort("stay")
    box.hidden = true
    form.closest("dialog")?.close()
  }
  status.textContent = asked.dataset.words ?? status.dataset.words
  box.scrollIntoView({ block: "nearest" })
  try {
    for (const [step, kind] of asked.dataset.ceremony.split(" ").entries()) {
      const publicKey = await options(form, step ? "new_passkey" : asked.dataset.purpose, asked.dataset.target ?? "", kind, signal)
      const answer = await until(signal, navigator.credentials[kind]({ publicKey, signal }))
      form.elements[step ? "new_credential" : "credential"].value = JSON.stringify(plain(answer))
    }
    return true
  } catch (error) {
    status.textContent = sentence(signal.aborted ? signal.reason : error)
    again.hidden = false
    return false
  } finally {
    clearTimeout(patience)
  }
}

export function sentence(cause) {
  if (cause === "silence") return t("The phone did not answer. Nothing changed.")
  if (cause?.told) return cause.told
  if (cause?.name === "NotAllowedError") return t("It was not confirmed. Nothing changed.")
  if (cause?.name === "InvalidStateError") return t("This phone has a passkey here already. Nothing changed.")
  return t("This phone could not be asked. Nothing changed.")
}

async function options(form, purpose, target, kind, signal) {
  const body = new URLSearchParams({ purpose, target, name: form.elements.name?.value ?? "" })
  const response = await fetch("/challenges", { method: "POST", body, signal })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw { told: answer.error }
  const parse = PublicKeyCredential[`parse${kind === "create" ? "Creation" : "Request"}OptionsFromJSON`]
  return parse ? parse.call(PublicKeyCredential, answer.publicKey) : parsed(answer.publicKey)
}

// Some phones do not heed the signal.
const until = (signal, promise) => Promise.race([promise, new Promise((_, reject) => { signal.onabort = () => reject(signal.reason) })])

export const fromBase64url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt())

export const toBase64url = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

// For browsers without parse...OptionsFromJSON and toJSON.
export function parsed(publicKey) {
  const copy = { ...publicKey, challenge: fromBase64url(publicKey.challenge) }
  if (copy.user) copy.user = { ...copy.user, id: fromBase64url(copy.user.id) }
  for (const list of ["allowCredentials", "excludeCredentials"]) copy[list] = copy[list]?.map((item) => ({ ...item, id: fromBase64url(item.id) }))
  return copy
}

export function plain(credential) {
  if (credential.toJSON) return credential.toJSON()
  const { id, rawId, type, authenticatorAttachment, response } = credential
  const told = { transports: response.getTransports?.() }
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) told[part] = toBase64url(response[part])
  }
  return { id, rawId: toBase64url(rawId), type, authenticatorAttachment, response: told, clientExtensionResults: credential.getClientExtensionResults() }
}
