export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  button.onclick = async () => {
    // Community Cloud shows the app in a frame under "/~/+/"; the address people share has no such part.
    const link = new URL(window.location.href.replace("/~/+/", "/"))
    data.left_out.forEach((name) => link.searchParams.delete(name))
    const copied = await navigator.clipboard?.writeText(link.href).then(() => true, () => false)
    copied ? (button.textContent = data.done) : window.prompt(data.failed, link.href) // no clipboard without https: a box to copy from
  }
  button.onblur = button.onpointerleave = () => (button.textContent = data.label)
}
