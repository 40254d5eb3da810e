// Streamlit's slider takes a finger at once. Here it gets the finger when it is known that it moves sideways, or is lifted.
const SLIDER = '[data-testid="stSlider"]'
const VALUE = '[data-testid="stSliderThumbValue"]'

const sliderOf = (event, part) => event.target.closest?.(`${SLIDER} ${part}`)?.closest(SLIDER)
const frame = () => new Promise(requestAnimationFrame)

function pointer(type, target, at) {
  const { pointerId, pointerType, clientX, clientY } = at
  const init = { pointerId, pointerType, clientX, clientY, isPrimary: true, button: 0, buttons: 1 }
  target.dispatchEvent(new PointerEvent(type, { ...init, bubbles: true, cancelable: true, composed: true }))
}

/** The place on the slider's scale of what was typed; NaN where there is none. */
export function place(text, range, stops) {
  const number = text.trim() ? Number(text.trim().replace(",", ".").replace("−", "-")) : NaN
  const [least, most] = stops ? [stops[0], stops.at(-1)] : [Number(range.min), Number(range.max)]
  if (!(least <= number && number <= most)) return NaN
  if (!stops || number === 0) return stops ? stops.indexOf(0) : number
  const distance = (stop) => (stop ? Math.abs(Math.log(stop / number)) : Infinity)
  return stops.reduce((best, stop, i) => (distance(stop) < distance(stops[best]) ? i : best), 0)
}

/** Move the slider as a key does: the browser's own input says where, a press and release of the thumb that it is meant. */
async function moveTo(range, wanted) {
  const focused = document.activeElement
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(range, wanted)
  range.dispatchEvent(new Event("input", { bubbles: true }))
  await frame().then(frame) // until the slider is drawn there
  const at = { pointerId: -1, pointerType: "mouse", clientX: 0, clientY: 0 }
  pointer("pointerdown", range.closest(SLIDER).querySelector(VALUE).parentElement, at)
  pointer("pointerup", window, at)
  if (focused && focused !== document.body) focused.focus()
}

/** Streamlit drops what is released while the connection is cut: the slider would stand where the server knows nothing of. */
function moveOnceConnected(range) {
  const connected = new MutationObserver(() => {
    connected.disconnect()
    moveTo(range, range.value)
  })
  connected.observe(range, { attributeFilter: ["disabled"] })
}

function open(slider, stopsOf, first) {
  const ranges = slider.querySelectorAll('input[type="range"]')
  const value = slider.querySelector(VALUE)
  const name = slider.closest('[class*="st-key-"]')?.className.match(/st-key-(\w+)/)[1]
  const stops = stopsOf[name]
  if (ranges.length !== 1 || ranges[0].disabled || Number.isNaN(place(value.textContent, ranges[0], stops))) return
  const box = document.createElement("input")
  Object.assign(box, { className: "typed-value", inputMode: "decimal", value: first ?? value.textContent })
  box.setAttribute("aria-label", ranges[0].getAttribute("aria-label"))
  const close = (take) => {
    if (!box.isConnected) return
    const wanted = place(box.value, ranges[0], stops)
    box.onblur = null
    box.remove()
    if (take && !Number.isNaN(wanted) && wanted !== Number(ranges[0].value)) moveTo(ranges[0], wanted)
  }
  box.onblur = () => close(true)
  box.onkeydown = (event) => {
    event.stopPropagation()
    if (event.key !== "Enter" && event.key !== "Escape") return
    close(event.key === "Enter")
    ranges[0].focus()
  }
  slider.append(box)
  const [outer, inner] = [slider.getBoundingClientRect(), value.getBoundingClientRect()]
  const left = inner.left + inner.width / 2 - outer.left - box.offsetWidth / 2
  box.style.left = `${Math.max(0, Math.min(left, outer.width - box.offsetWidth))}px`
  box.style.top = `${inner.top + inner.height / 2 - outer.top - box.offsetHeight / 2}px`
  box.focus()
  if (first === undefined) box.select()
}

export default function ({ data }) {
  let held = null // a finger on a slider, until it is known where it goes
  let lifted = false
  let pressed = null // a value on screen, and what it said
  let grabbed = null

  const give = () => {
    const at = held
    held = null
    pointer("pointerdown", at.target, at)
  }
  const listeners = {
    pointerdown(event) {
      if (!event.isTrusted) return
      const slider = sliderOf(event, VALUE)
      pressed = slider && { slider, said: slider.querySelector(VALUE).textContent }
      grabbed = sliderOf(event, '[role="group"]')?.querySelector('input[type="range"]:enabled')
      if (event.pointerType !== "touch" || !event.isPrimary || !sliderOf(event, '[role="group"]')) return
      event.stopImmediatePropagation()
      held = event
    },
    touchstart(event) {
      if (held && event.target === held.target) event.stopImmediatePropagation()
    },
    pointermove(event) {
      if (event.pointerId !== held?.pointerId) return
      if (Math.abs(event.clientX - held.clientX) > Math.abs(event.clientY - held.clientY)) give()
    },
    pointerup(event) {
      lifted = event.pointerId === held?.pointerId
      if (lifted) give()
      if (grabbed?.disabled) moveOnceConnected(grabbed)
      grabbed = null
      const value = pressed
      pressed = null
      // Afterwards, as the slider takes the focus when it is released.
      if (value && value.slider.querySelector(VALUE)?.textContent === value.said) setTimeout(() => open(value.slider, data.stops))
    },
    pointercancel: () => (held = pressed = null),
    touchend(event) {
      if (lifted) event.preventDefault() // no mouse after the finger
      lifted = false
    },
    keydown(event) {
      const slider = event.target.type === "range" && event.target.closest(SLIDER)
      if (!slider || event.ctrlKey || event.metaKey || event.altKey || !/^(Enter|[-.\d])$/.test(event.key)) return
      event.preventDefault()
      open(slider, data.stops, event.key === "Enter" ? undefined : event.key)
    },
  }
  for (const [type, listener] of Object.entries(listeners)) addEventListener(type, listener, { capture: true, passive: false })
  return () => Object.entries(listeners).forEach(([type, listener]) => removeEventListener(type, listener, true))
}
