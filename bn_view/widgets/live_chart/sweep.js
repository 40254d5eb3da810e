// At a page’s bare address sliders sweep by themselves until anybody does anything: what they do is seen before it is read.
const [TURN_MS, BACK_MS] = [8000, 400]
const isBare = () => /^(\?|&|(lang|part|topic)=\w*)*$/.test(location.search)
const sweeping = { over: still.matches, until: Infinity }
/** Take one slider after the other to both sides of where it stands, as far as `sweeps` says, or back. */
function sweep(chart, { sweeps, travel }) {
  const on = Boolean(sweeps) && !sweeping.over && isBare() && (!travel || chart.root.dataset.row >= travel.last)
  chart.root.toggleAttribute("data-sweeps", on) // words.css hides what does not hold meanwhile
  if (!on) return
  const now = performance.now()
  const turn = (now - (sweeping.since ??= now)) / TURN_MS
  const left = Math.max(0, Math.min(1, (sweeping.until - now) / BACK_MS))
  const away = left * Math.sin(2 * Math.PI * turn) ** 3
  for (const [i, [name, reach, from = chart.at[name]]] of sweeps.entries())
    if (name !== sweeping.taken) moveSlider(input(name), from + (i === Math.floor(turn) % sweeps.length) * reach * away)
  chart.ahead = true
  sweeping.over = left === 0
  drawAgain(chart)
}
/** A pressed slider frees all at once; one that a mouse took stays where it was taken. */
function endSweep({ target, pointerType }) {
  if (sweeping.over) return
  const [name, now] = [sliderAt(target), performance.now()]
  Object.assign(sweeping, { taken: pointerType === "mouse" && name, until: Math.min(sweeping.until, now + (name ? 0 : BACK_MS)) })
  if (name) charts().forEach(draw)
}
for (const type of ["pointerdown", "keydown", "wheel", "touchstart", "focusin"]) addEventListener(type, endSweep, true)
