// How a slider moves a chart before the server has answered: the server's figure is copied, and in the copy some parts are moved.
//   frames      a part for each stop of a slider, as the server computed it
//   cursors     a line at the slider's value, on curves that are there already
//   maps        numbers that are scale · base + shift, with a scale and a shift for each stop of a slider
//   picks       cells of which those are strong that belong to the slider's stop
//   averages    moving averages, for a momentum
//   affine      numbers that are affine in gamma and beta, with a scale for each stop of epsilon
//   travel      values that go from row to row (travel.js)
//   histogram   counts for each stop of epsilon, whose edges gamma and beta move
const input = (name) => document.querySelector(`.st-key-${name} input[type="range"]`)
const valueOf = (name) => Number(input(name)?.value)
/** The sliders that do not stand where they stood for the figure that the server sent last. */
const movedSliders = ({ sliders }, at) => sliders.filter((name) => input(name) && Math.abs(valueOf(name) - at[name]) > 1e-9)

/** Put a value at a path of keys; a negative key counts from the end of an array. */
function put(object, path, value) {
  const [key, ...rest] = path
  const at = Array.isArray(object) && key < 0 ? object.length + key : key
  if (rest.length) put((object[at] ??= {}), rest, value)
  else object[at] = value
}

/** Return the figure as the server will send it for the sliders as they stand. */
function follow(chart, motion, moved) {
  const stands = motion.sliders.filter(input).map((name) => [name, input(name).value])
  const figure = { ...structuredClone(chart.figure), numbers: Object.fromEntries(stands) }
  const stopOf = (slider) => {
    const { least = 0, step = 1 } = motion.stops?.[slider] ?? {}
    return Math.round((valueOf(slider) - least) / step)
  }
  const ofMoved = (parts) => (parts ?? []).filter(({ slider }) => moved.includes(slider))
  for (const { slider, path, states } of ofMoved(motion.frames)) {
    const state = states[stopOf(slider)]
    if (state !== undefined) put(figure, path, state)
  }
  for (const { slider, shape, values } of ofMoved(motion.cursors)) {
    const x = values ? values[stopOf(slider)] : valueOf(slider)
    for (const end of ["x0", "x1"]) put(figure, ["layout", "shapes", shape, end], x)
  }
  for (const { slider, path, of, shades } of ofMoved(motion.picks)) {
    const shade = (number) => (number === null ? null : (number % shades) + (number === stopOf(slider) ? shades : 0))
    put(figure, path, of.map((row) => row.map(shade)))
  }
  for (const { slider, path, base, scales, shifts, halfWidth } of ofMoved(motion.maps)) {
    const stop = stopOf(slider)
    const numbers = base.map((number) => scales[stop] * number + shifts[stop])
    put(figure, path, numbers)
    const others = figure.data.flatMap(({ x }, i) => (i === path[1] ? [] : x))
    if (halfWidth) figure.layout.xaxis.range = symmetric(ladder(halfWidth, [...numbers, ...others]))
  }
  if (motion.averages) moveAverages(figure, motion.averages)
  if (moved.some((name) => AFFINE.includes(name))) {
    if (motion.affine) moveAffine(figure, motion.affine)
    if (motion.histogram) moveHistogram(figure, motion.histogram)
  }
  return figure
}

/** Whether nothing of a chart moves but lines upon it: then what they lie on need not be drawn again. */
const movesLinesAlone = ({ cursors, maps, picks, averages, affine, histogram, frames }) =>
  cursors?.length && !maps && !picks && !averages && !affine && !histogram && (frames ?? []).every(({ path }) => path[0] === "numbers")

/** Move lines that are drawn: Plotly would draw everything under them again, which takes longer than a frame. */
function moveLines(root, shapes, cursors) {
  const { xaxis } = root._fullLayout
  for (const { shape } of cursors) {
    const index = shape < 0 ? shapes.length + shape : shape
    const { x0, x1 } = Object.assign(root.layout.shapes[index], { x0: shapes[index].x0, x1: shapes[index].x1 })
    const [from, to] = [x0, x1].map((x) => xaxis._offset + xaxis.d2p(x))
    const line = root.querySelector(`.shapelayer path[data-index="${index}"]`)
    line.setAttribute("d", line.getAttribute("d").replace(/^M[^,]+(,[^L]+L)[^,]+/, `M${from}$1${to}`))
  }
}

const AFFINE = ["gamma", "beta", "epsilon"]
const affineValues = () => [valueOf("gamma"), valueOf("beta"), valueOf("epsilon") || 0]

const symmetric = (half) => [-half, half]

/** Moving averages: momentum times the old one, and the rest of the mini-batch's; and the same with the two shares exchanged. */
function moveAverages(figure, { complement, steps, parts }) {
  const kept = complement ? 1 - valueOf("momentum") : valueOf("momentum")
  for (const { number, start, batches, running, other } of parts) {
    const averages = (share) => {
      const all = [start]
      for (const batch of batches) all.push(share * all.at(-1) + (1 - share) * batch)
      return all
    }
    const asSet = averages(kept)
    figure.data[running].y = steps.map((step) => asSet[step])
    const exchanged = averages(1 - kept)
    figure.data[other].y = steps.map((step) => exchanged[step])
    figure.numbers[number] = written(asSet[valueOf("updates")], 2)
  }
}

/** Return the end of the axis from -end to end that the server would draw: it doubles until all has room. */
function ladder(half, numbers) {
  const farthest = Math.max(...numbers.map(Math.abs))
  while (farthest > half) half *= 2
  return half
}

/** Return where in the figure the numbers of a part stand: in an array that is there, at `from` and then at `every` so many, or by `keys`. */
const placesOf = ({ path, base, keys, from = 0, every = 1 }, bases) => bases[base].map((_, i) => [...path, keys?.[i] ?? from + i * every])

/** Each number is n·s·(b + c·γ) + d·β, where s belongs to the stop of epsilon; where `placed`, on a line from 0 to 1 for -half to half. */
function moveAffine(figure, { bases, scales = [1], parts, halfWidth, axis, placed }) {
  const [gamma, beta, stop] = affineValues()
  const moved = parts.map(({ base, b = 0, c = 0, d = 0 }) => bases[base].map((n) => n * scales[stop] * (b + c * gamma) + d * beta))
  const half = ladder(halfWidth, moved.flat())
  parts.forEach((part, n) => {
    const places = placesOf(part, bases)
    moved[n].forEach((number, i) => put(figure, places[i], shownAs(part, placed ? 0.5 + number / (2 * half) : number, number)))
  })
  if (placed) figure.layout.xaxis.ticktext = figure.layout.xaxis.tickvals.map((at) => String((2 * at - 1) * half))
  else figure.layout[axis].range = symmetric(half)
}

/** Return the place of a number or, where the part is a text, its digits. */
function shownAs({ decimals, bold }, place, number) {
  if (decimals === undefined) return place
  return bold ? `<b>${written(number, decimals)}</b>` : written(number, decimals)
}

/** The histogram of gamma * x + beta, where x has mean 0: edges move, a negative gamma turns the counts round, 0 gathers all. */
function movedHistogram(row, gamma, beta) {
  const ends = [gamma * row.minimum + beta, gamma * row.maximum + beta]
  let counts = row.counts
  let [low, high] = ends
  if (low === high) {
    const total = counts.reduce((a, b) => a + b, 0)
    counts = counts.map((_, i) => (i === Math.floor(counts.length / 2) ? total : 0))
    ;[low, high] = [low - 0.5, low + 0.5]
  } else if (gamma < 0) {
    counts = [...counts].reverse()
    ;[low, high] = [high, low]
  }
  const width = (high - low) / counts.length
  const edges = [...counts.map((_, i) => low + i * width), high]
  const [minimum, maximum] = [Math.min(...ends), Math.max(...ends)]
  return { counts, edges, minimum, maximum, mean: beta, deviation: Math.abs(gamma) * row.deviation }
}

function moveHistogram(figure, { rows, halfWidth, sharedRange, otherAxis, decimals }) {
  const [gamma, beta, stop] = affineValues()
  const row = Object.fromEntries(Object.entries(rows).map(([part, states]) => [part, states[stop]]))
  const shown = movedHistogram(row, gamma, beta)
  const { layout, data } = figure
  Object.assign(data.at(-1), { x: [shown.edges[0], ...shown.edges], y: [0, ...shown.counts, 0] })
  Object.assign(layout.shapes[0], { x0: shown.mean - shown.deviation, x1: shown.mean + shown.deviation })
  Object.assign(layout.shapes[1], { x0: shown.mean, x1: shown.mean })
  Object.assign(layout.annotations[0], { visible: Math.max(...shown.counts) > layout.yaxis.range[1], x: beta })
  const half = ladder(halfWidth, [shown.minimum, shown.maximum])
  const [low, high] = sharedRange ?? [0, 0]
  layout.xaxis.range = [Math.min(low, -half), Math.max(high, half)]
  if (otherAxis) layout[otherAxis.axis].range = otherAxis.ranges[half] ?? layout[otherAxis.axis].range
  for (const part of ["mean", "deviation", "minimum", "maximum"]) figure.numbers[part] = written(shown[part], decimals)
}

/** Write a number as `bn_view.words.numbers.number` does: no minus before zero. */
const written = (value, decimals) => value.toFixed(decimals).replace(/^-(0\.?0*)$/, "$1")

/** Write the moved numbers where the page has them, and into what a screen reader says of the chart. */
function write(chart, motion, { numbers }) {
  const said = numbers && motion.said ? motion.said.replace(/{(\w+)}/g, (whole, name) => numbers[name] ?? whole) : chart.alt
  chart.root.ariaLabel = said
  for (const [name, text] of Object.entries(numbers ?? {})) {
    // React keeps the text node it made: another one in its place it would never write to again.
    for (const place of document.querySelectorAll(`.${motion.numbers}-${name}`)) if (place.firstChild) place.firstChild.data = text
  }
}
