const DONE_MS = 2000

// Community Cloud shows the app in a frame under "/~/+/"; the address people share has no such part.
const address = () => window.location.href.replace("/~/+/", "/")

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const name = (text) => (button.textContent = text)
  let timer
  name(data.label)
  button.onclick = async () => {
    clearTimeout(timer)
    try {
      await navigator.clipboard.writeText(address())
      name(data.done)
      timer = setTimeout(name, DONE_MS, data.label)
    } catch {
      window.prompt(data.failed, address()) // no clipboard without https: let the person copy
    }
  }
  return () => clearTimeout(timer)
}
