// Values go from row to row: all the way; a row down, and a rest there; how faint the rows are that are still ahead.
const [MOVED_MS, PLAYED_MS, REST, AHEAD] = [250, 1100, 1.6, 0.2]
function travel(chart, figure, motion) {
  const row = rowOnItsWay(chart, motion.travel, figure.layout.yaxis.tickvals.length - 1)
  moveSlider(chart.way?.playing ? input(motion.travel.slider) : null, (chart.root.dataset.row = Math.floor(row))) // a play takes the handle along
  figure.numbers = { ...figure.numbers, way: showRows(figure, row) }
}
/** Return how many rows down the values are, in parts of a row on their way. */
function rowOnItsWay(chart, { slider, plays }, end, { playing, since, aim: [to] = [] } = chart.way ?? {}) {
  const [at, taken] = [input(slider) ? valueOf(slider) : chart.at[slider], thumb.since > since && thumb.name]
  const aim = playing && at === Number(chart.root.dataset.row) && taken !== slider ? to : at // where a play leads, the handle is at its end only
  const sight = (chart.sight ??= new IntersectionObserver(([{ isIntersecting: isSeen }]) => isSeen && drawAgain(chart)))
  if (chart.way?.shown[0] !== aim && chart.root.getBoundingClientRect().top > innerHeight) return sight.observe(chart.root), playing && moveSlider(input(slider), aim), (chart.way = null), aim
  if (!chart.drawn && !still.matches) return drawAgain(chart), 0 // a first drawing may take a second, of which the play is to have none
  const way = (chart.way ??= {}) // which plays at once, where it is first seen, and anew after a glimpse while the page was built
  // A play puts the slider at the last row, now or in a moment; who moves it elsewhere, or takes another, ends the play.
  if (plays !== way.plays) Object.assign(way, { plays, playing: true, aim: [0], shown: [0], from: null })
  else if (aim !== way.aim?.[0]) way.playing &&= aim === end
  else if (way.playing && taken) Object.assign(way, { playing: false, aim: [] }), moveSlider(input(slider), aim)
  const [row] = onItsWay(chart, way, [aim], way.playing ? PLAYED_MS * Math.abs(aim - way.shown[0]) : MOVED_MS)
  return Math.floor(row) + Math.min(1, (row % 1) * REST)
}
/** Show the rows down to the last that is reached, the next on its way, and their paths; return the numbers in words. */
function showRows({ data, layout, layout: { yaxis: { tickvals, ticktext: names } } }, row, last = Math.floor(row), next = Math.ceil(row)) {
  const [rows, paths, [numbers]] = ["row", "path", "number"].map((kind) => data.filter(({ meta }) => meta === kind))
  const [rowOf, between] = [(i) => i % (rows.length + 1), (from, to) => from + (to - from) * (row - last)]
  const carry = (from, to) => Object.entries(to).forEach(([key, end]) => Number.isFinite(end) && (to[key] = between(from[key], end)))
  for (const [at, trace] of rows.entries()) [trace.opacity, layout.shapes[at].visible] = at <= next ? [1, true] : [AHEAD, false]
  for (const axis of ["x", "y"]) carry(rows[last][axis], rows[next][axis])
  carry(layout.shapes[last], layout.shapes[next])
  const heights = [...tickvals.slice(0, next), between(tickvals[last], tickvals[next])]
  for (const path of paths) { // which has a gap after its last row
    path.y = path.x.map((_, i) => heights[rowOf(i)] ?? null)
    path.x = path.x.map((x, i) => (rowOf(i) === next ? between(path.x[i - next + last], x) : x))
  }
  numbers.y = numbers.x.map((_, i) => (i % rows.length > last ? null : tickvals[i % rows.length]))
  return numbers.text.slice(0, last + 1).map((text, at) => `${names[at]}: ${text.replace(/<.?b>/g, "")}`).join("; ")
}
