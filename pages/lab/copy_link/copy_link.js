// Community Cloud shows the app in a frame under "/~/+/"; the address people share has no such part.
const address = () => window.location.href.replace("/~/+/", "/")
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  button.onclick = async () => {
    const copied = await navigator.clipboard?.writeText(address()).then(() => true, () => false)
    if (copied) button.textContent = data.done
    else window.prompt(data.failed, address()) // no clipboard without https: let the person copy
  }
  button.onblur = button.onpointerleave = () => (button.textContent = data.label)
}
