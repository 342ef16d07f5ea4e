// ages.js: how old a thing is, in the language of the page.
import { age, ages } from "./kept.js"
import { t } from "./server.js"

function said(count, unit) {
  if (!count) return t("this minute")
  if (unit === "minute") return t("%(minutes)s min ago", { minutes: count })
  return unit === "hour" ? t("%(hours)s h ago", { hours: count }) : t("%(days)s d ago", { days: count })
}

export const ago = (at) => age(at, Date.now(), ages(document.documentElement.lang || "en-GB", said))
