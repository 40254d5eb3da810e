// An axis that has to widen or narrow does so in a quarter of a second, with a word that says how far it reaches now.
const [ZOOM_MS, SAID_MS] = [250, 1000]
/** Give each axis that may widen the range that it has on its way at this moment; say the end for a while. */
function zoom(chart, { layout }, { ladder = [] }) {
  const range = (name, aim) => onItsWay(chart, ((chart.zooms ??= {})[name] ??= {}), aim, ZOOM_MS)
  for (const name in ladder[0]?.axes) layout[name].range = range(name, layout[name].range)
  const newest = Object.values(chart.zooms ?? {}).reduce((one, other) => (other.since > (one.since ?? 0) ? other : one), {})
  if (!newest.from || performance.now() - newest.since > SAID_MS) return
  const text = newest.aim.map((end) => written(end, 0)).join(" … ")
  layout.annotations = [...(layout.annotations ?? []), { ...ZOOMED, text: `<b>${text}</b>` }]
  drawAgain(chart)
}
