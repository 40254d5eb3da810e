// Numbers that change in a moment that is seen: the ends of an axis that has to widen or narrow, the row where values are (travel.js).
const [ZOOM_MS, SAID_MS] = [250, 1000]
const still = matchMedia("(prefers-reduced-motion: reduce)")
/** Return numbers on their way to `aim`, which takes them `duration` from when it is new; draw again until they are there. */
function onItsWay(chart, way, aim, duration) {
  const now = performance.now()
  if (way.aim && aim.some((end, i) => end !== way.aim[i])) Object.assign(way, { from: way.shown, since: now, duration })
  way.aim = aim
  const share = way.from && !still.matches ? Math.min(1, (now - way.since) / way.duration) : 1
  way.shown = aim.map((end, i) => (share < 1 ? way.from[i] + (end - way.from[i]) * share : end))
  if (share < 1) drawAgain(chart)
  return way.shown
}
/** Give each axis that may widen the range that it has on its way at this moment; say the end for a while. */
function zoom(chart, { layout }, { ladder = [] }) {
  const range = (name, aim) => onItsWay(chart, ((chart.zooms ??= {})[name] ??= {}), aim, ZOOM_MS)
  for (const name in ladder[0]?.axes) layout[name].range = range(name, layout[name].range)
  const newest = Object.values(chart.zooms ?? {}).reduce((one, other) => (other.since > (one.since ?? 0) ? other : one), {})
  if (!newest.from || performance.now() - newest.since > SAID_MS) return
  const text = `<b>${newest.aim.map((end) => written(end, 0)).join(" … ")}</b>`
  layout.annotations = [...(layout.annotations ?? []), { ...ZOOMED, text }]
  drawAgain(chart)
}
