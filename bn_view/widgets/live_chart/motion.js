// How a slider moves a chart before the server has answered: in a copy of its figure, by the parts that `motion.py` names.
const input = (name) => document.querySelector(`.st-key-${name} input[type="range"]`)
/** Return which slider, by its key, an element is a part of. */
const sliderAt = (element) => element.closest?.(".stSlider")?.closest('[class*="st-key-"]').className.match(/st-key-(\w+)/)[1]
/** Move a slider that is drawn; the server hears of it when it is released. React does not hear of what is put in `value`. */
function moveSlider(range, value) {
  if (range) Object.assign(range, { valueAsNumber: value }).dispatchEvent(new Event("input", { bubbles: true }))
}
const valueOf = (name) => Number(input(name)?.value ?? 0)
/** Return which stop a slider is at, counted from its least value on. */
const stopOf = (name) => Math.round((valueOf(name) - (input(name)?.min ?? 0)) / (input(name)?.step || 1))
/** The sliders that have left where they stood for the figure that the server sent last, also those that are back there. */
const movedSliders = ({ sliders }, { at, moved }) =>
  sliders.filter((name) => input(name) && (moved.includes(name) || Math.abs(valueOf(name) - at[name]) > 1e-9))
const put = (object, [key, ...rest], value) => (rest.length ? put((object[key] ??= {}), rest, value) : (object[key] = value))
/** Make a figure the one that the server will send for the sliders as they stand. */
function follow(figure, motion, moved, last = thumb.name ?? sweeping.name) {
  const { frames = [], cursor, affine } = motion
  figure.numbers = Object.fromEntries(motion.sliders.filter((name) => input(name)).map((name) => [name, input(name).value]))
  // Those of the slider under the thumb, or that sweeps, at last: others that have moved are back where the server has them.
  const inOrder = frames.toSorted((one, other) => (one.slider === last) - (other.slider === last))
  for (const { slider, path, states } of inOrder) if (moved.includes(slider)) put(figure, path, states[stopOf(slider)])
  const x = cursor && (cursor.values?.[stopOf(cursor.slider)] ?? valueOf(cursor.slider))
  if (cursor) Object.assign(figure.layout.shapes[0], { x0: x, x1: x })
  if (affine) moveAffine(figure, affine, motion.ladder)
  if (motion.histogram ?? motion.sizes) moveHistogram(figure, motion, moved.includes("batch_size") && stopOf("batch_size"))
  const parts = { averages: moveAverages, straight: moveStraight, through: moveThrough }
  for (const part in parts) if (motion[part]) parts[part](figure, motion[part])
}
/** Move a line that is drawn: Plotly would draw everything under it again, which takes longer than a frame. */
function moveLine(root, { x0, x1 }, { xaxis } = root._fullLayout) {
  Object.assign(root.layout.shapes[0], { x0, x1 })
  const line = root.querySelector('.shapelayer path[data-index="0"]')
  line.setAttribute("d", line.getAttribute("d").replace(/([ML])[^,]+/g, `$1${xaxis._offset + xaxis.d2p(x0)}`))
}
/** Moving averages: momentum times the old one, and the rest of the mini-batch's. */
function moveAverages({ data, layout, numbers }, { kept: shares, parts, batches }) {
  const [at, kept] = [valueOf("updates"), shares[stopOf("momentum")]]
  for (let [i, { number, start, running, dot, link, decimals, last = start }] of parts.entries()) {
    const averages = (data[running].y = [start, ...batches.map((pair) => (last = kept * last + (1 - kept) * pair[i]))])
    Object.assign(layout.shapes[dot], { xanchor: at, yanchor: averages[at] })
    Object.assign(layout.shapes[link], { x0: at, x1: at, y0: averages[at], y1: batches[at - 1]?.[i] ?? averages[at] })
    const [now, old] = [written(averages[at], decimals), at ? written(averages[at - 1], decimals) : "–"]
    Object.assign(numbers, { [number]: averages[at], [`now_${number}`]: now, [`old_${number}`]: old })
  }
}
/** Let the axes reach as far as the numbers, by the first rung of their ladder that has room for all. */
function widen(layout, ladder, numbers) {
  const rung = ladder.find(({ end }) => numbers.every((number) => Math.abs(number) <= end)) ?? ladder.at(-1)
  for (const [axis, look] of Object.entries(rung.axes)) Object.assign(layout[axis], look)
}
/** Each number is scale · n · (times + timesGamma · γ + timesSize · |γ|) + constant + plusBeta · β + plusGamma · γ + shift; `held` is from 0 to 1. */
function moveAffine(figure, { slider, bases, scales, shifts, parts }, ladder) {
  const [gamma, beta, stop] = [valueOf("gamma"), valueOf("beta"), stopOf(slider)]
  const [scale, shift] = [scales?.[stop] ?? 1, shifts?.[stop] ?? 0]
  const numbersOf = ({ base, times = 0, timesGamma = 0, timesSize = 0, constant = 0, plusBeta = 0, plusGamma = 0 }) =>
    bases[base].map((n) => n * scale * (times + timesGamma * gamma + timesSize * Math.abs(gamma)) + constant + plusBeta * beta + plusGamma * gamma + shift)
  if (ladder) widen(figure.layout, ladder, parts.filter(({ free }) => !free).flatMap(numbersOf))
  for (const part of parts) {
    const said = (number) => (number === part.neutral ? part.same : part.text?.replace("{}", written(number)))
    const shown = (number) => said(number) ?? (part.held ? Math.max(0, Math.min(1, number)) : number)
    numbersOf(part).forEach((number, i) => put(figure, [...part.path, part.keys?.[i] ?? i], shown(number)))
  }
}
const equallyApart = (low, high, parts = PARTS) => Array.from({ length: parts + 1 }, (_, i) => low + (i * (high - low)) / parts)
const steps = (counts, low, high) => ({ x: [low, ...equallyApart(low, high, counts.length)], y: [0, ...counts, 0] })
/** The histogram of gamma · x + beta: edges move, a negative gamma turns the counts round, 0 gathers all. */
function moveHistogram({ data, layout, numbers }, { histogram, sizes, ladder }, size) {
  const ofTwin = motionOf({ name: histogram?.twin }).sizes?.[size]
  const [which, least, most, spread, centre] = sizes?.[size] ?? ofTwin ?? histogram.stops[stopOf("epsilon")]
  const counts = which.length ? which : histogram.counts[which]
  const [gamma, beta] = histogram ? [valueOf("gamma"), valueOf("beta")] : [1, 0] // which move this chart, or do not
  const [first, left, right, mean, last] = [least, centre - spread, centre + spread, centre, most].map((n) => gamma * n + beta)
  const [minimum, maximum, deviation] = [Math.min(first, last), Math.max(first, last), Math.abs(gamma) * spread]
  const [count, heights, gathered] = [sums(counts).at(-1), gamma < 0 ? counts.toReversed() : [...counts], minimum === maximum]
  if (gathered) heights.fill(0)[Math.floor(heights.length / 2)] = count
  Object.assign(data.at(-1), gathered ? steps(heights, mean - 0.5, mean + 0.5) : steps(heights, minimum, maximum))
  const ends = (i) => ({ x0: mean - (i === 0 && deviation), x1: mean + (i !== 1 && deviation) }) // of band, mean, and a length
  layout.shapes.slice(0, 3).forEach((shape, i) => Object.assign(shape, ends(i)))
  layout.yaxis.range = [0, (histogram?.room ?? 1) * 2 ** (Math.ceil(2 * Math.log2(1.05 * Math.max(...counts))) / 2)]
  const [visible, all] = [Math.max(...heights) > layout.yaxis.range[1], written(count, 0)]
  layout.annotations?.forEach((label) => Object.assign(label, { text: label.text.replace(/\d[\d,]*/, all), visible, x: mean }))
  widen(layout, ladder, [minimum, maximum])
  if (histogram?.ways) data[0].x = histogram.ways.points.map(([of]) => ({ first, left, mean, right, last })[of] ?? null)
  Object.assign(numbers, { count: all, mean, deviation, minimum, maximum })
}
/** Let ways begin at their places in the chart above, on the axes as both are at this moment. */
function beginWays({ data: [{ x }], layout: { xaxis } }, { histogram }, { data: [above], layout: { xaxis: axis, shapes } }) {
  const [[from, to], [low, high], [band, mean]] = [axis.range, xaxis.range, shapes]
  const starts = { first: above.x[0], left: band.x0, mean: mean.x0, right: band.x1, last: above.x.at(-1) }
  for (const [i, [of, end]] of histogram.ways.points.entries()) if (end === "start") x[i] = low + ((starts[of] - from) * (high - low)) / (to - from)
}
const sums = (counts) => counts.reduce((all, count) => [...all, all.at(-1) + count], [0])
/** Return where the polyline through points at `x`, which increase, stands at a place; beyond its ends it is level. */
function between(x, y, at, i = Math.max(1, x.findIndex((place) => place >= at))) {
  return at > x.at(-1) ? y.at(-1) : y[i - 1] + (y[i] - y[i - 1]) * Math.max(0, (at - x[i - 1]) / (x[i] - x[i - 1]))
}
/** The straight line nearest to a curve where the values are that stand for all, in `meta`; what both say of them. */
function moveStraight({ data, numbers }, { trace, points, flat, ways }) {
  const [apart, curve] = [Math.sign(valueOf("gamma")) * numbers.deviation, (at) => between(...points, at)]
  const values = data[trace].meta.map((of) => numbers.mean + apart * of)
  const average = (of) => values.reduce((sum, at) => sum + of(at), 0) / values.length
  const [mean, height] = [average((at) => at), average(curve)]
  const squares = [(at) => (at - mean) ** 2, (at) => (at - mean) * (curve(at) - height), (at) => (curve(at) - height) ** 2]
  const [variance, along, spread] = squares.map(apart ? average : () => NaN) // in one place there is no line
  data[trace].y = data[trace].x.map((x) => height + (along / variance) * (x - mean))
  data[ways].x = equallyApart(numbers.minimum, numbers.maximum)
  data[ways].y = data[ways].x.map(curve)
  const shares = { explained: along ** 2 / (variance * spread), flat: average((at) => flat.some((end, i) => i % 2 && at >= flat[i - 1] && at <= end)) }
  for (const name in shares) numbers[name] = Number.isNaN(shares[name]) ? NaN : (100 * shares[name]).toFixed(1)
}
/** What a function makes of the histogram of a chart drawn before, in bins that stand still: `most` is the input at each edge. */
function moveThrough({ data: [on, bins, beyond], numbers }, { of, most, middles, top }) {
  const [ways, { x, y }] = document.querySelector(`.live-chart.${of}`).data.slice(-2)
  const upTo = most.map((end) => between(x.slice(1), sums(y.slice(1, -1)), end))
  const counts = middles.map((_, i) => Math.round(upTo[i + 1] - upTo[i]))
  on.y = ways.y
  bins.x = [0, ...counts, 0]
  beyond.text = counts.map((n, i) => (n >= Math.max(top, ...counts.slice(i && i - 1, i + 2)) ? `${written(n, 0)} ▸` : ""))
  numbers.peak = middles[counts.indexOf(Math.max(...counts))]
}
/** Write a number as `bn_view.words.numbers` does: three significant digits, but four decimals at most, and 0.00 below these. */
function written(value, decimals = Math.abs(value) < 5e-5 ? 2 : Math.min(Math.max(2 - value.toExponential(2).split("e")[1], 0), 4)) {
  const rounded = Number(value.toFixed(decimals)) + 0 // without a minus before zero
  return rounded.toLocaleString("en", { minimumFractionDigits: decimals }).replace("-", "−")
}
/** Write the moved numbers where the page has them, and into what a screen reader says of the chart. */
function write(chart, motion, { numbers }) {
  const shown = (value) => (Number.isNaN(value) ? "–" : typeof value === "number" ? written(value) : value)
  chart.root.ariaLabel = (numbers && motion.said)?.replace(/{(\w+)}/g, (whole, name) => shown(numbers[name] ?? whole)) || chart.alt
  for (const [name, value] of Object.entries(numbers ?? {}))
    for (const place of document.querySelectorAll(`.${motion.numbers}-${name}`)) {
      // React keeps the text node it made: another one in its place it would never write to again.
      ;(place.firstChild ?? place.appendChild(new Text())).data = shown(value)
      if (place.title) place.title = value.toLocaleString("en", { maximumSignificantDigits: 7 }).replace("-", "−")
    }
}
