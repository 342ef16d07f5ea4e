// Inside a page that comes with its sheet, so to a browser that has nothing of ours yet. On a quick line scripts would be there before the
// first paint and hold it up: they are asked for behind it, and so is what the app is installed by. On a slow line, and where a browser does
// not tell, they are asked for at once and come after it anyway.
{
  const QUICK = 100 // milliseconds a round trip
  const NET = 1_000 // a page that nobody sees is never painted

  const { wakes, manifest } = document.currentScript.dataset
  const scripts = wakes.split(" ") // the first asks for those behind it
  const link = (rel, href) => document.head.append(Object.assign(document.createElement("link"), { rel, href }))
  const ask = () => { for (const script of scripts) link("modulepreload", script) }

  const whole = new Promise((resolve) => { document.addEventListener("DOMContentLoaded", resolve) })
  const painted = new Promise((resolve) => { new PerformanceObserver(resolve).observe({ type: "paint", buffered: true }) })
  const unseen = new Promise((resolve) => { setTimeout(resolve, NET) })
  const asked = navigator.connection?.rtt <= QUICK ? Promise.any([painted, unseen]).then(ask) : ask()
  Promise.all([whole, asked]).then(() => import(scripts[0])).then(() => link("manifest", manifest))
}
