// A chart keeps its element as long as it is on the page: what the server sends is drawn in it, one figure after the other.
const BUTTONS = [["PNG", "SVG"].map(pictureButton)] // which Plotly makes anew for another locale
const config = () => ({ modeBarButtons: BUTTONS, displaylogo: false, responsive: true, locale: liveChart.words.language })
const [GIVE_UP_MS, LATER_MS] = [20000, [100, 1000]] // the latter when a slider that the server moves is there
const sent = new Map() // what each component has brought: charts, words, and how sliders move charts, by name
let latest = 0 // of components that fill the same places, React calls the last in the page last, and not the last sent
const charts = () => [...document.querySelectorAll(".live-chart")].flatMap(({ chart }) => chart ?? [])
/** Return how sliders move a chart: as came with it and as came by itself, from all that have brought any. */
function motionOf({ name, motion }) {
  const of = [motion, ...[...sent.values()].map(({ motions }) => motions?.[name])].filter(Boolean)
  const afterRelease = Object.assign({}, ...of.map((one) => one.afterRelease))
  return Object.assign({}, ...of, { sliders: of.flatMap(({ sliders }) => sliders), afterRelease })
}
const themeOf = (element, { color, fontFamily: family } = getComputedStyle(element)) =>
  ({ ...THEME, font: { ...FONT, family, color }, hoverlabel: { font: { ...FONT, family } } }) // which has a colour of its own
/** Draw a chart as the server says or, where somebody has moved a slider meanwhile, as it will say. */
function draw(chart) {
  if (!chart.root.isConnected || !window.Plotly) return
  const motion = motionOf(chart)
  const moved = movedSliders(motion, chart).filter((name) => chart.ahead || motion.lasting?.includes(name))
  const figure = structuredClone(Object.assign(chart, { moved }).figure)
  if (moved.length) follow(figure, motion, moved)
  if (moved.length && motion.lineAlone && chart.drawn === chart.figure) moveLine(chart.root, figure.layout.shapes[0])
  else {
    zoom(chart, figure, motion)
    for (const above of document.querySelectorAll(`.js-plotly-plot.${motion.histogram?.ways?.above}`)) beginWays(figure, motion, above)
    if (motion.travel) travel(chart, figure, motion)
    // In a transition Plotly would not fit the chart to a place that has become another one.
    if (still.matches || chart.root.clientWidth !== Math.round(chart.root._fullLayout?.width)) delete figure.layout.transition
    const template = { layout: { ...chart.theme, ...figure.layout.template?.layout } }
    window.Plotly.react(chart.root, figure.data, { uirevision: "kept", ...figure.layout, height: undefined, template }, config())
    chart.drawn = chart.figure
  }
  write(chart, motion, figure)
  sweep(chart, motion)
}
const drawAgain = (chart) => (cancelAnimationFrame(chart.again), (chart.again = requestAnimationFrame(() => draw(chart))))
/** Draw what was sent: a chart where it came, or charts whose places stand elsewhere on the page, as those of words do. */
function show({ data, parentElement: root, setTriggerValue: send }) {
  if (data.serial < latest) return
  latest = data.serial ?? latest
  const one = { send, ...(data.charts ? data : { charts: [data], root }) }
  sent.delete(root) // what came last is the last
  sent.set(root, one)
  say(one.words)
  for (const chart of one.charts) open(chart, one)
  for (const chart of charts()) if (one.motions?.[chart.name]) drawWhenLoaded(chart)
  return () => sent.get(root) === one && sent.delete(root) && rest("")
}
const placeOf = ({ name }, { root }) => (root ?? document).querySelector(root ? ".live-chart" : `.live-chart.${name}`)
function say(words, places = "") {
  for (const name in words) for (const place of document.querySelectorAll(`.live-words-${name}${places}`)) place.innerHTML = words[name]
}
function open(data, one) {
  const root = placeOf(data, one)
  if (!root) return
  const chart = Object.assign((root.chart ??= { root }), { motion: null, at: {}, moved: [], ...data, theme: themeOf(root), send: one.send })
  // A slider that the server itself moves, as a preset does, may come to where the server says a moment later than its chart.
  chart.ahead = thumb.frame !== 0 && followers().includes(chart)
  if (chart.ahead) thumb.until = performance.now() + LINGER_MS
  Object.assign(root, { role: "figure", ariaLabel: data.alt, onclick: data.clickable ? (event) => click(chart, event) : null })
  root.style.setProperty("--height", `${data.figure.layout.height}px`)
  drawWhenLoaded(chart)
}
// A place that comes later than its words or its chart, or anew, is empty.
new MutationObserver(() => {
  say(Object.assign({}, ...[...sent.values()].map(({ words }) => words)), ":empty")
  for (const one of [...sent.values()].reverse()) for (const chart of one.charts) if (!placeOf(chart, one)?.chart) open(chart, one)
}).observe(document.body, { childList: true, subtree: true })
/** Streamlit fetches Plotly with the page's first chart of its own. Should it not come, the server draws such charts only. */
function drawWhenLoaded(chart, since = performance.now()) {
  clearTimeout(chart.waits)
  if (window.Plotly) {
    draw(chart)
    for (const ms of motionOf(chart).lasting ? LATER_MS : []) setTimeout(draw, ms, chart)
  } else if (performance.now() - since > (window.liveChartGivesUpAfter ?? GIVE_UP_MS)) chart.send("native", true)
  else chart.waits = setTimeout(drawWhenLoaded, 30, chart, since)
}
/** Tell the server where on its axes a chart was clicked: Plotly's own click has what was last pointed at, if a finger taps. */
function click({ root: { _fullLayout: { xaxis, yaxis } }, send }, { target, clientX, clientY }) {
  const plot = target.closest(".nsewdrag")?.getBoundingClientRect()
  if (plot) send("clicked", { x: xaxis.p2c(clientX - plot.x), y: yaxis.p2c(clientY - plot.y) })
}
window.liveChart = { show, motionOf, moveSlider, drawAll: () => charts().forEach(draw) }
