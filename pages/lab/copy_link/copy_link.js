const DONE_MS = 2000

// Community Cloud shows the app in a frame under "/~/+/"; the address people share has no such part.
const address = () => window.location.href.replace("/~/+/", "/")

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  button.style.visibility = ""
  button.setAttribute("aria-live", "polite")
  let timer = 0
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(address())
      button.textContent = data.done
    } catch {
      window.prompt(data.failed, address()) // no clipboard without https: let the person copy
    }
    clearTimeout(timer)
    timer = setTimeout(() => (button.textContent = data.label), DONE_MS)
  }
  return () => clearTimeout(timer)
}
