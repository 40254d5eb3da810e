// A chart keeps its element as long as it is on the page: what the server sends is drawn in it, one figure after the other.
const CONFIG = { displayModeBar: false }
const charts = new Map() // by name
const motions = new Map() // by the name of their chart, where they come by themselves

/** Return what the charts have in common: the colours of the page's theme. */
function themeOf(element) {
  const style = getComputedStyle(element)
  const grid = "rgba(128,128,128,0.25)"
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, tickcolor: grid, title: { font: { color: style.color } } }
  const font = { family: style.fontFamily, color: style.color, size: 14 }
  const ground = style.getPropertyValue("--st-background-color")
  const hoverlabel = { bgcolor: ground, bordercolor: grid, font: { ...font, size: 14 } }
  return { font, xaxis: { ...axis, showgrid: false }, yaxis: axis, hoverlabel, colorway: ["#888888"], paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" }
}

/** Return both, part by part; where they differ, `over` holds. */
function merged(under, over) {
  const inner = (value) => value !== null && typeof value === "object" && !Array.isArray(value)
  const result = { ...under }
  for (const [key, value] of Object.entries(over ?? {})) result[key] = inner(value) && inner(under[key]) ? merged(under[key], value) : value
  return result
}

/** Draw a chart as the server says or, where somebody has moved a slider meanwhile, as it will say. */
function draw(chart) {
  if (!chart.root.isConnected || !window.Plotly) return
  const motion = motionOf(chart)
  const moved = motion && (chart.ahead || motion.lasting) ? movedSliders(motion, chart.at) : []
  const figure = moved.length ? follow(chart, motion, moved) : structuredClone(chart.figure)
  const asSent = !moved.length || movesLinesAlone(motion)
  if (asSent && moved.length && chart.drawn === chart.figure) {
    moveLines(chart.root, figure.layout.shapes, motion.cursors)
    return write(chart, motion, figure)
  }
  chart.drawn = asSent ? chart.figure : null
  zoom(chart, figure, motion)
  travel(chart, figure, motion)
  const layout = merged({ uirevision: "kept" }, figure.layout)
  layout.template = { layout: merged(chart.theme, figure.layout.template?.layout) }
  window.Plotly.react(chart.root, figure.data, layout, CONFIG)
  write(chart, motion, figure)
}

/** Draw once more in the next frame, however many ask for it. */
function drawAgain(chart) {
  cancelAnimationFrame(chart.again)
  chart.again = requestAnimationFrame(() => draw(chart))
}

const motionOf = (chart) => motions.get(chart.name) ?? chart.motion

/** Draw what was sent: a chart where it came, or charts whose places stand elsewhere on the page, as those of words do. */
function show({ data, parentElement, setTriggerValue }) {
  say(data.words ?? {})
  const sent = data.charts ?? [data]
  for (const chart of sent) {
    if (data.charts) placed.set(chart.name, [chart, setTriggerValue])
    open(chart, data.charts ? placeOf(chart.name) : parentElement.querySelector(".live-chart"), setTriggerValue)
  }
  return () => sent.forEach(({ name }) => close(name))
}
const placed = new Map() // what was sent for charts that have a place elsewhere, by name
const placeOf = (name) => document.querySelector(`.live-chart.${name}`)

/** A place that comes later than its chart, or anew, is empty. */
function fillEmptyCharts() {
  for (const [name, sent] of placed) if (placeOf(name)?.chart === undefined) open(sent[0], placeOf(name), sent[1])
}

function open(data, root, send) {
  if (!root) return
  const chart = (root.chart ??= { root, name: data.name, watch: new ResizeObserver(() => fit(root)) })
  chart.watch.observe(root)
  // A slider that the server itself moves, as a preset does, may stand where it stood when its chart is already drawn anew.
  chart.ahead = thumb.frame !== 0 && (motions.get(data.name) ?? data.motion)?.sliders.includes(thumb.name)
  Object.assign(chart, { motion: null, at: {}, clickable: false, ...data, theme: themeOf(root), send })
  charts.set(data.name, chart)
  root.role = "img"
  root.ariaLabel = data.alt
  root.style.height = `${data.figure.layout.height}px`
  whenLoaded(chart, () => {
    draw(chart)
    if (motionOf(chart)?.lasting) drawAgain(chart) // its slider may have been moved by the server, a moment later than it
    root.onclick = data.clickable ? (event) => click(chart, event) : null
  })
}

function close(name) {
  clearTimeout(charts.get(name)?.waits)
  charts.get(name)?.watch.disconnect()
  charts.delete(name)
  placed.delete(name)
}

/** Make a chart as wide as its place, which the sidebar changes as well as the window. */
function fit(root) {
  // One that is taken off the page has no width.
  const width = root.clientWidth
  if (width && root._fullLayout && Math.abs(width - root._fullLayout.width) > 1) window.Plotly.Plots.resize(root)
}

/** Tell the server where on its axes a chart was clicked: Plotly's own click has the point that was last pointed at, if a finger taps. */
function click({ root, send }, event) {
  const { xaxis, yaxis } = root._fullLayout
  const box = root.getBoundingClientRect()
  const [x, y] = [event.clientX - box.x - xaxis._offset, event.clientY - box.y - yaxis._offset]
  if (x >= 0 && x <= xaxis._length && y >= 0 && y <= yaxis._length) send("clicked", { x: xaxis.p2c(x), y: yaxis.p2c(y) })
}

/** Streamlit fetches Plotly with the page's first chart of its own. Should it not come, the server draws such charts only. */
function whenLoaded(chart, then, since = performance.now()) {
  clearTimeout(chart.waits)
  if (window.Plotly) then()
  else if (performance.now() - since > (window.liveChartGivesUpAfter ?? GIVE_UP_MS)) chart.send("native", true)
  else chart.waits = setTimeout(() => whenLoaded(chart, then, since), 30)
}
const GIVE_UP_MS = 20000

function hold({ data }) {
  motions.set(data.chart, data.motion)
  const chart = charts.get(data.chart)
  if (chart) draw(chart)
  return () => motions.delete(data.chart)
}

window.liveChart = { show, hold, words: ({ data }) => say(data ?? {}) }
