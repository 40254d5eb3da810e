// What one takes away of a page: its link, a chart as a picture, and all of it as a file that needs no network.
const LINES = { en: /.{1,115}( |$)|\S{1,115}/g, ko: /.{1,66}( |$)|\S{1,115}/g } // as long as a picture is wide
const pageName = () => location.pathname.split("/").at(-1) || "lab"
/** An address, by default of what is on screen, but for what is this window's alone; Community Cloud has it in a frame under "/~/+/". */
const link = (of = location.href) => of.replace("/~/+/", "/").replace(RegExp(`[?&](${liveChart.words.personal})=[^&]*`, "g"), "").replace(/[?&]/, "?")
/** Return a chart in the light theme; or, with lines below it, by itself: without ways that come from another chart. */
function inLight({ data: all, layout, layout: { margin }, clientHeight }, width, lines = [], below = 19 * lines.length + 10) {
  const [height, data] = [clientHeight + below, all.filter(({ meta }) => meta !== "ways" || !lines.length)]
  const title = { ...PICTURE.title, text: lines.join("<br>"), y: below / height }
  const labels = layout.annotations?.map((label) => ({ ...label, bgcolor: label.bgcolor && PICTURE.paper_bgcolor })) // as CSS does
  return { data, layout: { ...layout, ...PICTURE, annotations: labels, title, width, height, margin: { ...margin, b: margin.b + below } } }
}
/** Return a button in the corner of each chart: it saves the chart with what it shows, and where it comes from. */
function pictureButton(name) {
  const click = (root) => {
    const lines = [root.ariaLabel, link()].flatMap((text) => text.match(LINES[document.documentElement.lang] ?? LINES.en))
    const filename = `${pageName()}-${root.chart.name.replace("chart_", "")}`
    window.Plotly.downloadImage(inLight(root, 800, lines), { format: name.toLowerCase(), scale: 2, filename })
  }
  return { name, title: () => `${liveChart.words.picture} ${name}`, icon: () => new Text(name), click }
}
const TAKEN = {
  async link(button, shared = link().replace(location.origin, liveChart.words.origin || location.origin)) {
    const copied = await navigator.clipboard?.writeText(shared).then(() => true, () => false)
    copied ? (button.textContent = liveChart.words.done) : window.prompt(liveChart.words.failed, shared) // no clipboard without https
    setTimeout(() => (button.textContent = liveChart.words.link), SAID_MS)
  },
  code: ({ dataset, nextElementSibling: pre }) => (dataset.copied = getSelection().selectAllChildren(pre) ?? document.execCommand("copy")) && getSelection().empty(),
  async page() {
    const copy = document.querySelector("[data-testid=stMainBlockContainer]").cloneNode(true)
    for (const part of copy.querySelectorAll("script, .st-key-plotly_loader")) part.remove()
    for (const way of copy.querySelectorAll("a")) way.href = link(way.href) // who gets the file does not lead the class
    for (const box of copy.querySelectorAll("input:not([type=range], [type=file])")) // what a box says is not in its HTML
      (box.closest("label") ?? box.parentElement).prepend({ checkbox: "☐☑" }[box.type]?.[+box.checked] ?? box.value)
    const places = copy.querySelectorAll(".live-chart.js-plotly-plot")
    for (const [i, { root }] of charts().filter(({ root }) => root._fullLayout).entries())
      places[i].innerHTML = `<img alt="" src="${await window.Plotly.toImage(inLight(root, root.clientWidth), { format: "svg" })}">`
    const head = `<html lang="${document.documentElement.lang}"><meta charset="utf-8"><base href="${link()}"><title>${document.title}</title>`
    const parts = ["<!doctype html>", head, '<body class="taken">', copy.innerHTML, `<p><a href="${link()}">${link()}</a>`]
    const href = URL.createObjectURL(new Blob(parts, { type: "text/html" }))
    Object.assign(document.createElement("a"), { href, download: `${pageName()}.html` }).click()
    setTimeout(URL.revokeObjectURL, SAID_MS, href)
  },
}
document.addEventListener("click", ({ target }) => TAKEN[target.dataset?.takes]?.(target))
