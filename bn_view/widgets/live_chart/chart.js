// A chart keeps its element as long as it is on the page: what the server sends is drawn in it, one figure after the other.
const CONFIG = { displayModeBar: false, responsive: true } // its place changes with the sidebar, too
const GIVE_UP_MS = 20000
const LATER_MS = [100, 1000] // when a slider that the server moves is there
const charts = new Map() // by name
const motions = new Map() // by the name of their chart, where they come by themselves
const motionOf = (chart) => motions.get(chart.name) ?? chart.motion ?? {}

function themeOf(element) {
  const style = getComputedStyle(element)
  const grid = "rgba(128,128,128,0.25)"
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, tickcolor: grid, title: { font: { color: style.color } } }
  const font = { family: style.fontFamily, color: style.color, size: 14 }
  const hoverlabel = { bgcolor: style.getPropertyValue("--st-background-color"), bordercolor: grid, font }
  const grounds = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" }
  return { font, xaxis: { ...axis, showgrid: false }, yaxis: axis, hoverlabel, colorway: ["#888888"], ...grounds }
}

/** Draw a chart as the server says or, where somebody has moved a slider meanwhile, as it will say. */
function draw(chart) {
  if (!chart.root.isConnected || !window.Plotly) return
  const motion = motionOf(chart)
  const moved = movedSliders(motion, chart.at).filter((name) => chart.ahead || motion.lasting?.includes(name))
  const figure = structuredClone(chart.figure)
  if (moved.length) follow(figure, motion, moved)
  if (moved.length && motion.lineAlone && chart.drawn === chart.figure) moveLine(chart.root, figure.layout.shapes[0])
  else {
    zoom(chart, figure, motion)
    travel(chart, figure, motion)
    const own = figure.layout.template?.layout
    const template = { layout: { ...chart.theme, ...own, yaxis: { ...chart.theme.yaxis, ...own?.yaxis } } }
    window.Plotly.react(chart.root, figure.data, { uirevision: "kept", ...figure.layout, template }, CONFIG)
    chart.drawn = chart.figure
  }
  write(chart, motion, figure)
}

function drawAgain(chart) {
  cancelAnimationFrame(chart.again)
  chart.again = requestAnimationFrame(() => draw(chart))
}

/** Draw what was sent: a chart where it came, or charts whose places stand elsewhere on the page, as those of words do. */
function show({ data, parentElement, setTriggerValue: send }) {
  const { charts: sent = [data], words = {}, motions: held = {} } = data
  say(words)
  for (const name in held) {
    motions.set(name, held[name])
    for (const ms of [0, ...(held[name].lasting ? LATER_MS : [])]) if (charts.has(name)) setTimeout(draw, ms, charts.get(name))
  }
  for (const chart of sent) {
    if (data.charts) placed.set(chart.name, { chart, send })
    open(chart, data.charts ? placeOf(chart.name) : parentElement.querySelector(".live-chart"), send)
  }
  return () => {
    sent.forEach(close)
    for (const name in words) if (said[name] === words[name]) delete said[name]
    for (const name in held) if (motions.get(name) === held[name]) motions.delete(name)
  }
}
const placed = new Map() // by name, what was sent for a place
const said = {} // the same of words
const placeOf = (name) => document.querySelector(`.live-chart.${name}`)

/** Write the words that come with charts in their places. */
function say(words, places = "") {
  Object.assign(said, words)
  for (const name in words)
    for (const place of document.querySelectorAll(`.live-words-${name}${places}`)) place.innerHTML = words[name]
}

function open(data, root, send) {
  if (!root) return
  const chart = (root.chart ??= { root })
  Object.assign(chart, { motion: null, at: {}, ...data, theme: themeOf(root), send })
  charts.set(data.name, chart)
  // A slider that the server itself moves, as a preset does, may come to where the server says a moment later than its chart.
  chart.ahead = thumb.frame !== 0 && followers().includes(chart)
  if (chart.ahead) thumb.until = performance.now() + LINGER_MS
  Object.assign(root, { role: "img", ariaLabel: data.alt, onclick: data.clickable ? (event) => click(chart, event) : null })
  root.style.height = `${data.figure.layout.height}px`
  drawWhenLoaded(chart)
  for (const ms of motionOf(chart).lasting ? LATER_MS : []) setTimeout(draw, ms, chart)
}

/** Forget a chart that is gone from the page, unless another figure has come for it. */
function close({ name, figure }) {
  if (charts.get(name)?.figure !== figure) return
  clearTimeout(charts.get(name).waits)
  for (const known of [charts, placed]) known.delete(name)
}

// A place that comes later than its words or its chart, or anew, is empty.
new MutationObserver(() => {
  say(said, ":empty")
  for (const [name, { chart, send }] of placed) if (!placeOf(name)?.chart) open(chart, placeOf(name), send)
}).observe(document.body, { childList: true, subtree: true })

/** Streamlit fetches Plotly with the page's first chart of its own. Should it not come, the server draws such charts only. */
function drawWhenLoaded(chart, since = performance.now()) {
  clearTimeout(chart.waits)
  if (window.Plotly) draw(chart)
  else if (performance.now() - since > (window.liveChartGivesUpAfter ?? GIVE_UP_MS)) chart.send("native", true)
  else chart.waits = setTimeout(drawWhenLoaded, 30, chart, since)
}

/** Tell the server where on its axes a chart was clicked: Plotly's own click has what was last pointed at, if a finger taps. */
function click({ root, send }, { target, clientX, clientY }) {
  const plot = target.closest(".nsewdrag")?.getBoundingClientRect()
  if (!plot) return
  const { xaxis, yaxis } = root._fullLayout
  send("clicked", { x: xaxis.p2c(clientX - plot.x), y: yaxis.p2c(clientY - plot.y) })
}

window.liveChart = { show, motionOf }
