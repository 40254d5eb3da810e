// One animation loop runs while a finger, mouse or key is on a slider, and rests otherwise.
const SLIDERS = ["gamma", "beta", "epsilon"]
const FAINT = 0.3
const LINGER_MS = 1000 // a key repeats, and a released thumb may settle a frame later

const input = (name) => document.querySelector(`.st-key-${name} input[type="range"]`)
const values = () => SLIDERS.map((name) => Number(input(name)?.value))

/** The histogram of gamma * x + beta, where x has mean 0: edges move, a negative gamma turns the counts round, 0 gathers all. */
export function moved(row, gamma, beta) {
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
  return {
    counts,
    edges,
    minimum: Math.min(...ends),
    maximum: Math.max(...ends),
    mean: beta,
    deviation: Math.abs(gamma) * row.deviation,
  }
}

function axisRange(data, shown) {
  let half = data.halfWidth
  while (Math.max(-shown.minimum, shown.maximum) > half) half *= 2
  const [low, high] = data.sharedRange ?? [0, 0]
  return [Math.min(low, -half), Math.max(high, half)]
}

function draw(data, [gamma, beta, step]) {
  const chart = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`)
  if (!chart || !window.Plotly || !data.counts[step]) return
  const row = { counts: data.counts[step] }
  for (const part of ["minimum", "maximum", "deviation"]) row[part] = data[part][step]
  const shown = moved(row, gamma, beta)
  window.Plotly.update(
    chart,
    { x: [[shown.edges[0], ...shown.edges]], y: [[0, ...shown.counts, 0]] },
    {
      "xaxis.range": axisRange(data, shown),
      "shapes[0].x0": shown.mean - shown.deviation,
      "shapes[0].x1": shown.mean + shown.deviation,
      "shapes[1].x0": shown.mean,
      "shapes[1].x1": shown.mean,
    },
    [chart.data.length - 1],
  )
  for (const part of ["minimum", "maximum", "mean", "deviation"]) {
    const place = document.querySelector(`.${data.numbers}-${part}`)
    if (place) place.textContent = shown[part].toFixed(data.decimals).replace(/^-(0\.?0*)$/, "$1")
  }
}

export default function ({ data }) {
  let drawn = null
  let frame = 0
  let pressed = false
  let until = 0

  const fade = (opacity) => document.querySelectorAll(data.afterRelease).forEach((e) => (e.style.opacity = opacity))
  const follow = (now) => {
    const present = values()
    if (present.some((value, i) => value !== drawn[i])) {
      drawn = present
      draw(data, present)
      fade(FAINT)
      until = now + LINGER_MS
    }
    frame = pressed || now < until ? requestAnimationFrame(follow) : 0
    if (!frame) fade("")
  }
  const start = (event) => {
    if (!SLIDERS.some((name) => event.target.closest?.(`.st-key-${name}`))) return
    pressed = event.type === "pointerdown"
    until = performance.now() + LINGER_MS
    if (frame) return
    drawn = values()
    frame = requestAnimationFrame(follow)
  }
  const release = () => {
    pressed = false
    fade("")
    until = performance.now() + LINGER_MS
  }

  const listeners = { pointerdown: start, keydown: start, pointerup: release, pointercancel: release }
  for (const [type, listener] of Object.entries(listeners)) document.addEventListener(type, listener, true)
  return () => {
    cancelAnimationFrame(frame)
    fade("")
    for (const [type, listener] of Object.entries(listeners)) document.removeEventListener(type, listener, true)
  }
}
