// Numbers that change in a moment that is seen: an axis that widens or narrows, what glides, the row where values are (travel.js).
const [ZOOM_MS, SAID_MS, still] = [250, 1000, matchMedia("(prefers-reduced-motion: reduce)")]
/** Return numbers on their way to `aim`, which takes them `duration` from when it is new; draw again until they are there. */
function onItsWay(chart, way, aim, duration) {
  const now = performance.now()
  if (way.aim && aim.some((end, i) => end !== way.aim[i])) Object.assign(way, { from: way.shown, since: now, duration })
  way.aim = aim
  const share = way.from && !still.matches ? Math.min(1, (now - way.since) / way.duration) : 1
  way.shown = aim.map((end, i) => (share < 1 && end !== null && i in way.from ? way.from[i] + (end - way.from[i]) * share : end))
  if (share < 1) drawAgain(chart)
  return way.shown
}
/** Give numbers of a figure, at a path of keys, those that they are on their way at this moment. */
const glide = (chart, ways, figure, path) =>
  put(figure, path, onItsWay(chart, (ways[path] ??= {}), path.reduce((part, key) => part[key], figure), ZOOM_MS))
/** Move what does not jump: what glides, and each axis that may widen, of which the end is said for a while, but in a sweep. */
function zoom(chart, figure, { ladder = [], glides = [] }) {
  for (const name in ladder[0]?.axes) glide(chart, (chart.zooms ??= {}), figure, ["layout", name, "range"])
  for (const path of glides) glide(chart, (chart.glides ??= {}), figure, path)
  const newest = Object.values(chart.zooms ?? {}).reduce((one, other) => (other.since > (one.since ?? 0) ? other : one), {})
  if (!newest.from || chart.sweeps?.length || performance.now() - newest.since > SAID_MS) return
  const text = `<b>${newest.aim.map((end) => written(end, 0)).join(" … ")}</b>`
  figure.layout.annotations = [...(figure.layout.annotations ?? []), { ...ZOOMED, text }]
  drawAgain(chart)
}
