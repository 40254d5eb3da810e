// A chart keeps its element as long as it is on the page: what the server sends is drawn in it, one figure after the other.
const BUTTONS = [["PNG", "SVG"].map(pictureButton)] // which Plotly makes anew for another locale
const config = () => ({ modeBarButtons: BUTTONS, displaylogo: false, responsive: true, locale: liveChart.words.language })
const [GIVE_UP_MS, LATER_MS] = [20000, [100, 1000]] // the latter when a slider that the server moves is there
const sent = new Map() // what each script or component has brought: charts, words, and how sliders move charts, by name
let latest = 0 // of what fills the same places, React runs the last in the page last, and not the last sent
const charts = () => [...document.querySelectorAll(".live-chart")].flatMap(({ chart }) => chart ?? [])
/** Return how sliders move a chart: as came with it and as came by itself, from all that have brought any. */
function motionOf({ name, motion }, of = [motion, ...[...sent.values()].map(({ motions }) => motions?.[name])].filter(Boolean)) {
  return Object.assign({}, ...of, { sliders: of.flatMap((one) => one.sliders), afterRelease: Object.assign({}, ...of.map((one) => one.afterRelease)) })
}
const themeOf = (element, { color, fontFamily: family } = getComputedStyle(element)) =>
  ({ ...THEME, font: { ...FONT, family, color }, hoverlabel: { font: { ...FONT, family } } }) // which has a colour of its own
/** Draw a chart as the server says or, where somebody has moved a slider meanwhile, as it will say. */
function draw(chart) {
  if (!chart.root.isConnected || !window.Plotly) return
  const motion = motionOf(chart)
  const moved = movedSliders(motion, chart).filter((name) => chart.ahead || motion.lasting?.includes(name))
  const figure = structuredClone(Object.assign(chart, { moved, stood: String(motion.sliders.map(valueOf)) }).figure)
  if (moved.length) follow(figure, motion, moved)
  if (moved.length && motion.lineAlone && chart.drawn === chart.figure) moveLine(chart.root, figure.layout.shapes[0])
  else {
    zoom(chart, figure, motion)
    for (const above of document.querySelectorAll(`.js-plotly-plot.${motion.histogram?.ways?.above}`)) beginWays(figure, motion, above)
    if (motion.travel) travel(chart, figure, motion)
    // In a transition Plotly would not fit the chart to a place that has become another one.
    if (still.matches || chart.root.clientWidth !== Math.round(chart.root._fullLayout?.width)) delete figure.layout.transition
    const template = { layout: { ...chart.theme, ...figure.layout.template?.layout } }
    window.Plotly.react(chart.root, figure.data, { ...figure.layout, height: undefined, template }, config())
    chart.drawn = chart.figure
  }
  write(chart, motion, figure)
  sweep(chart, motion)
}
const drawAgain = (chart) => (cancelAnimationFrame(chart.again), (chart.again = requestAnimationFrame(() => draw(chart))))
/** Draw what was sent: a chart where it came, or charts whose places stand elsewhere on the page, as those of words do. */
function show({ data, parentElement: from, setTriggerValue: send }) {
  if (data.serial < latest) return
  latest = data.serial ?? latest
  const one = { send, ...(data.charts ? data : { charts: [data], root: from }) }
  sent.delete(from), sent.set(from, one), forget(from) // what came last is the last
  say(one.words)
  for (const chart of one.charts) open(chart, one)
  for (const chart of charts()) if (one.motions?.[chart.name]) drawWhenLoaded(chart)
  drawLater()
}
const push = ([script, data]) => script.isConnected && show({ data, parentElement: script }) // what comes as a script
/** Forget what has left the page with its script or component; its move is over, unless the same comes in its place. */
function forget(by) {
  for (const from of sent.keys()) if (!from.isConnected && sent.delete(from) && from.dataset.key !== by?.dataset.key) rest("")
}
const placeOf = ({ name }, { root }) => (root ?? document).querySelector(root ? ".live-chart" : `.live-chart.${name}`)
function say(words, places = "") {
  for (const name in words) for (const place of document.querySelectorAll(`.live-words-${name}${places}`)) place.innerHTML = words[name]
}
function open(data, one, root = placeOf(data, one)) {
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
  forget()
  say(Object.assign({}, ...[...sent.values()].map(({ words }) => words)), ":empty")
  for (const one of [...sent.values()].reverse()) for (const chart of one.charts) if (!placeOf(chart, one)?.chart) open(chart, one)
}).observe(document.body, { childList: true, subtree: true })
/** Streamlit fetches Plotly with the page's first chart of its own. Should it not come, the server draws such charts only. */
function drawWhenLoaded(chart, since = performance.now()) {
  clearTimeout(chart.waits)
  if (window.Plotly) draw(chart)
  else if (performance.now() - since > (window.liveChartGivesUpAfter ?? GIVE_UP_MS)) liveChart.drawNatively()
  else chart.waits = setTimeout(drawWhenLoaded, 30, chart, since)
}
/** Tell the server where on its axes a chart was clicked: Plotly's own click has what was last pointed at, if a finger taps. */
function click({ root, send }, { target, clientX, clientY }, { xaxis, yaxis } = root._fullLayout) {
  const plot = target.closest(".nsewdrag")?.getBoundingClientRect()
  if (plot) send("clicked", { x: xaxis.p2c(clientX - plot.x), y: yaxis.p2c(clientY - plot.y) })
}
window.liveChart = { show, push, motionOf, moveSlider, drawAll: () => charts().forEach((chart) => draw(Object.assign(chart, { theme: themeOf(chart.root) }))) }
// A slider may come a moment after its chart, and a chart that is unchanged is not sent again, nor run again by React.
const drawMoved = () => charts().forEach((chart) => chart.stood !== String(motionOf(chart).sliders.map(valueOf)) && draw(chart))
const drawLater = () => LATER_MS.forEach((ms) => setTimeout(drawMoved, ms))
new MutationObserver(drawLater).observe(document.querySelector("[data-testid=stApp]"), { attributeFilter: ["data-test-script-state"] })
