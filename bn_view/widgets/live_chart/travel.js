// Values that go from row to row: the figure has all rows, and shows them as far as the values have come.
const MOVED_MS = 250 // all the way to where the slider is now
const PLAYED_MS = 1100 // from a row to the next, and a rest there
const REST = 1.6

/** Show the rows as far as the slider, or the play, has come; draw again until the values are there. */
function travel(chart, figure, motion) {
  if (!motion?.travel) return
  const row = rowOnItsWay(chart, motion.travel)
  chart.root.dataset.row = Math.floor(row)
  if (!figure.numbers && row === chart.at[motion.travel.slider]) return
  figure.numbers ??= {}
  showRows(figure, motion.travel, row)
}

/** Return how many rows down the values are, in parts of a row on their way. */
function rowOnItsWay(chart, { slider, rows, plays }) {
  const now = performance.now()
  const aim = input(slider) ? valueOf(slider) : chart.at[slider]
  const way = (chart.way ??= { row: aim, aim, plays })
  // A play puts the slider at the last row, now or in a moment; who moves it elsewhere ends the play.
  if (plays !== way.plays) Object.assign(way, { row: 0, plays, now, playing: true })
  else if (aim !== way.aim) Object.assign(way, { now, far: Math.max(1, Math.abs(aim - way.row)), playing: way.playing && aim === rows.length - 1 })
  way.aim = aim
  const left = aim - way.row
  const pace = way.playing ? 1 / PLAYED_MS : way.far / MOVED_MS
  way.row += still.matches ? left : Math.sign(left) * Math.min(Math.abs(left), (now - way.now) * pace || 0)
  way.now = now
  if (way.row !== aim) drawAgain(chart)
  return Math.floor(way.row) + Math.min(1, (way.row % 1) * REST)
}

/** `rows` are the traces of the rows, `paths` the traces that run through all rows, the last of them with numbers. */
function showRows({ data, layout, numbers }, { rows, paths }, row) {
  const [last, next] = [Math.floor(row), Math.ceil(row)]
  const heights = layout.yaxis.tickvals
  const between = (from, to) => from + (to - from) * (row - last)
  const onTheWay = (from, to, keys) => keys.forEach((key) => (to[key] = between(from[key], to[key])))
  rows.forEach((trace, at) => (data[trace].visible = layout.shapes[at].visible = at <= next))
  if (next > last) {
    for (const axis of ["x", "y"]) onTheWay(data[rows[last]][axis], data[rows[next]][axis], Object.keys(data[rows[next]][axis]))
    onTheWay(layout.shapes[last], layout.shapes[next], ["x0", "x1", "y0", "y1"])
  }
  for (const { trace, every } of paths) {
    const path = data[trace]
    path.y = path.x.map((_, i) => (i % every <= last ? heights[i % every] : i % every === next ? between(heights[last], heights[next]) : null))
    path.x = path.x.map((x, i) => (i % every === next && next > last ? between(path.x[i - 1], x) : x))
  }
  const picked = data[paths.at(-1).trace]
  picked.text = picked.text.slice(0, last + 1)
  picked.textposition = sides(picked.x, last, picked.textposition[0].split(" ")[0])
  numbers.way = picked.text.map((text, at) => `${layout.yaxis.ticktext[at]}: ${text.replace(/<.?b>/g, "")}`).join("; ")
}

/** Return where the numbers stand, as `travel_figure._side` does: hidden neither by the edge nor under the line to the neighbour. */
function sides(x, last, vertical) {
  const side = (at, neighbour) => {
    if (x[at] < 0.2 || x[at] > 0.8) return x[at] < 0.2 ? "right" : "left"
    if (neighbour < 0 || neighbour > last) return "center"
    return x[neighbour] > x[at] ? "left" : "right"
  }
  return x.slice(0, last + 1).map((_, at) => `${vertical} ${side(at, vertical === "top" ? at - 1 : at + 1)}`)
}
