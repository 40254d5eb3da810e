// At a page’s bare address, projected or not, sliders sweep until anybody does anything: what they do is seen before it is read.
const [TURN_MS, BACK_MS] = [8000, 400]
const isBare = () => /^(\?|&|(lang|part|topic|presenter)=\w*)*$/.test(location.search)
const sweeping = { over: still.matches, until: Infinity, frame: null }
function sweep(chart, { sweeps, travel }) {
  const may = Boolean(sweeps) && !sweeping.over && isBare() && (!travel || chart.root.dataset.row >= travel.last)
  const on = chart.root.toggleAttribute("data-sweeps", may) // words.css hides what does not hold meanwhile
  // An answer, or whatever else gives the page another address, ends it in mid-way: back to where the server has the slider.
  const home = ([name, , from = chart.at[name]]) => name !== sweeping.taken && (moveSlider(input(name), from), drawAgain(chart))
  if (!on) chart.sweeps?.forEach(home)
  Object.assign(chart, { sweeps: on ? sweeps : [], ahead: chart.ahead || on })
  if (on) sweeping.frame ??= requestAnimationFrame(sweepOn)
}
/** Take one slider after the other to both sides of where it stands, or to one from an end; then all charts show the same moment. */
function sweepOn(now) {
  const [turn, left] = [(now - (sweeping.since ??= now)) / TURN_MS, Math.max(0, Math.min(1, (sweeping.until - now) / BACK_MS))]
  Object.assign(sweeping, { frame: null, over: sweeping.over || left === 0 }) // a late frame's time may lie before the end
  const swept = charts().filter((chart) => chart.sweeps?.length)
  for (const { sweeps, at } of swept)
    for (const [i, [name, reach, from = at[name]]] of sweeps.entries()) {
      const [range, share, behind = from - reach / 4] = [input(name), i === Math.floor(turn) % sweeps.length && left * Math.sin(2 * Math.PI * turn) ** 3]
      if (share !== false) sweeping.name = name
      if (name !== sweeping.taken) moveSlider(range, from + reach * (behind < range?.min || behind > range?.max ? Math.abs(share) : share))
    }
  swept.forEach(draw)
}
/** A pressed slider frees all at once; one that a mouse took stays where it was taken. */
function endSweep({ target, pointerType }, name = sliderAt(target), now = performance.now()) {
  if (sweeping.over) return
  Object.assign(sweeping, { taken: pointerType === "mouse" && name, until: Math.min(sweeping.until, now + (name ? 0 : BACK_MS)) })
  if (name) sweepOn(now)
}
for (const type of ["pointerdown", "keydown", "wheel", "touchstart", "focusin"]) addEventListener(type, endSweep, true)
