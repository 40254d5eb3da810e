// A picture of heights, as bars or as a curve, drawn by a finger, a mouse or the arrow keys; an answer may be drawn over it.
const SVG = 'http://www.w3.org/2000/svg'
const shape = (tag, attributes, ...inside) => {
  const made = document.createElementNS(SVG, tag)
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value))
  made.append(...inside)
  return made
}
// Shares of all values are 100% together, as the server counts them: of the same shape, and no higher than the axis.
const scaled = ({ total, high }, heights) => {
  const sum = total && heights.reduce((one, other) => one + other, 0)
  if (!sum || Math.abs(sum - total) <= total / 100) return heights
  return heights.map((height) => height * Math.min(total / sum, high / Math.max(...heights)))
}

const drawing = ({ places, low, high, shape: kind, labels, start: given }, { mine, first, answer, words, changed, name }) => {
  const WIDTH = 1000, HEIGHT = 600, step = WIDTH / places
  const bars = kind === 'bars', start = bars ? low : (low + high) / 2
  const y = (height) => HEIGHT * (1 - (height - low) / (high - low))
  const x = (place) => (place + 0.5) * step
  const line = (heights) => 'M' + heights.map((height, place) => bars
    ? `${place * step},${y(height)}H${(place + 1) * step}` : `${x(place)},${y(height)}`).join('L')
  const columns = (heights) => heights.map((height, place) => `M${(place + 0.06) * step},${HEIGHT}V${y(height)}h${0.88 * step}V${HEIGHT}Z`).join('')
  const heights = mine ? [...mine] : Array(places).fill(given ?? start)
  const drawn = shape('path', { class: bars ? 'drawn bars' : 'drawn' })
  const dot = shape('circle', { class: 'dot', r: 16 })
  const picture = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', class: 'picture' })
  const grid = [0.25, 0.5, 0.75].map((share) => shape('path', { class: 'grid', d: `M0,${HEIGHT * share}H${WIDTH}` }))
  picture.append(...grid, drawn)
  if (first) picture.append(shape('path', { class: 'first', d: line(first) }))
  let place = Math.floor(places / 2), touched = Boolean(mine)
  const draw = () => {
    drawn.setAttribute('d', bars ? columns(heights) : line(heights))
    dot.setAttribute('cx', x(place))
    dot.setAttribute('cy', y(heights[place]))
    picture.classList.toggle('untouched', !touched)
    if (!changed) return
    const height = Number(heights[place].toPrecision(3))
    const said = words.place.replace('{place}', place + 1).replace('{places}', places).replace('{height}', height)
    picture.setAttribute('aria-valuenow', height)
    picture.setAttribute('aria-valuetext', said)
  }
  if (answer) picture.append(shape('path', { class: bars ? 'computed bars' : 'computed', d: bars ? columns(answer) : line(answer) }))
  if (answer && mine) picture.append(shape('path', { class: 'over', d: line(mine) }))
  if (!changed) {
    picture.setAttribute('role', 'img')
    picture.setAttribute('aria-label', name)
    draw()
    return picture
  }

  const put = (at, height) => {
    heights[at] = at === 0 && given !== undefined ? given : Math.min(high, Math.max(low, height))
    touched = true
  }
  let before = null
  const follow = (event) => {
    const box = picture.getBoundingClientRect()
    const at = Math.min(places - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * places)))
    const height = high - (event.clientY - box.top) / box.height * (high - low)
    // A quick finger skips places between two events.
    const [from, was] = before ?? [at, height]
    const steps = Math.max(1, Math.abs(at - from))
    for (let i = 1; i <= steps; i++) put(from + Math.sign(at - from) * Math.min(i, Math.abs(at - from)), was + (height - was) * i / steps)
    before = [place = at, height]
    draw()
    changed([...heights])
  }
  picture.addEventListener('pointerdown', (event) => {
    picture.setPointerCapture(event.pointerId)
    before = null
    follow(event)
  })
  picture.addEventListener('pointermove', (event) => picture.hasPointerCapture(event.pointerId) && follow(event))
  const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 5], PageDown: [0, -5] }
  picture.addEventListener('keydown', (event) => {
    const [across, up] = KEYS[event.key] ?? [0, 0]
    if (!across && !up) return
    event.preventDefault()
    place = Math.min(places - 1, Math.max(0, place + across))
    if (up) put(place, heights[place] + up * (high - low) / 20)
    draw()
    if (up) changed([...heights])
  })
  picture.append(dot)
  Object.entries({ role: 'slider', tabindex: 0, 'aria-label': name, 'aria-valuemin': low, 'aria-valuemax': high, 'aria-orientation': 'vertical', 'aria-describedby': 'how' })
    .forEach(([attribute, value]) => picture.setAttribute(attribute, value))
  draw()
  return picture
}
