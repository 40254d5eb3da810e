// Numbers that change in a moment that is seen: the ends of an axis (zoom.js), the row where values are (travel.js).
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
