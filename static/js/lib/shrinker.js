// shrinker.js: a worker that makes one picture smaller.
import { smaller } from "./shrink.js"

onmessage = async ({ data }) => postMessage(await smaller(data).catch(() => {}))
