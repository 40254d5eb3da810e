// An axis that has to widen or narrow does so in a quarter of a second, with a word that says how far it reaches now.
const ZOOM_MS = 250
const SAID_MS = 1000
const still = matchMedia("(prefers-reduced-motion: reduce)")

/** Give each zooming axis the range that it has on its way at this moment; draw again until it is there. */
function zoom(chart, figure, motion) {
  const { layout } = figure
  chart.zooms ??= {}
  for (const name of motion?.zooms ?? []) layout[name].range = onItsWay(chart, name, layout[name].range)
  if (motion?.affine?.placed) zoomPlaces(chart, figure, motion.affine)
  const [first] = Object.values(chart.zooms)
  if (!first?.from || performance.now() - first.since > SAID_MS) return
  const text = first.aim.map((end) => written(end, 0)).join(" … ")
  const corner = { xref: "paper", yref: "paper", x: 1, y: 1, xanchor: "right", yanchor: "top", showarrow: false }
  layout.annotations = [...(layout.annotations ?? []), { ...corner, text, font: { size: 16 } }]
  drawAgain(chart)
}

/** Return the range of an axis on its way to another. */
function onItsWay(chart, name, aim) {
  const now = performance.now()
  const way = (chart.zooms[name] ??= {})
  if (way.aim && aim.some((end, i) => end !== way.aim[i])) Object.assign(way, { from: way.shown, since: now })
  way.aim = aim
  const share = way.from && !still.matches ? Math.min(1, (now - way.since) / ZOOM_MS) : 1
  way.shown = aim.map((end, i) => (share < 1 ? way.from[i] + (end - way.from[i]) * share : end))
  return way.shown
}

/** The same for numbers on a line from 0 to 1, which has to stay: they and the ticks move; the last tick says how far it will reach. */
function zoomPlaces(chart, figure, { bases, parts }) {
  const { xaxis } = figure.layout
  const half = Number(xaxis.ticktext.at(-1))
  const ratio = half / onItsWay(chart, "xaxis", symmetric(half))[1]
  if (ratio === 1) return
  const zoomed = (at) => 0.5 + (at - 0.5) * ratio
  for (const place of parts.filter(({ decimals }) => decimals === undefined).flatMap((part) => placesOf(part, bases))) {
    put(figure, place, zoomed(place.reduce((object, key) => object[key], figure)))
  }
  xaxis.tickvals = xaxis.tickvals.map(zoomed)
}
