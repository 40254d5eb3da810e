// Words that belong to a chart and stand elsewhere on the page: they come with its figure, in one message.
const said = {} // by the name of their place

function say(words, places = "") {
  Object.assign(said, words)
  for (const [name, html] of Object.entries(words)) {
    for (const place of document.querySelectorAll(`.live-words-${name}${places}`)) place.innerHTML = html
  }
}
