// Words that belong to a chart and stand elsewhere on the page: they come with its figure, in one message.
const said = new Map() // by the name of their place

/** Write the words where they belong. */
function say(words) {
  for (const [name, html] of Object.entries(words)) {
    said.set(name, html)
    for (const place of document.querySelectorAll(`.live-words-${name}`)) place.innerHTML = html
  }
}

/** A place that comes later than its words, or anew, is empty. */
function fillEmptyPlaces() {
  for (const place of document.querySelectorAll('[class^="live-words-"]:empty')) {
    const html = said.get(place.className.replace("live-words-", ""))
    if (html) place.innerHTML = html
  }
}
