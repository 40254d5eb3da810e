// How each kind of question is answered, and how an answer is shown beside the right one.
const make = (tag, attributes = {}, ...inside) => {
  const made = document.createElement(tag)
  Object.entries(attributes).forEach(([name, value]) => value !== undefined && made.setAttribute(name, value))
  made.append(...inside)
  return made
}
const answers = (words, language) => {
  const spoken = (text) => text?.[language] ?? text?.en ?? ''
  const written = (number, { step, unit }) => {
    const digits = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)))
    return `${number.toFixed(digits).replace('-', '−')}${unit ? ` ${spoken(unit)}` : ''}`
  }
  const button = (text, label, onclick) => Object.assign(make('button', { type: 'button', 'aria-label': label }, text), { onclick })
  // A picture with the titles of its axes, and a number at each grid line.
  const framed = (q, picture, ...more) => {
    const heights = [4, 3, 2, 1].map((n) => make('span', {}, `${Number((q.low + (q.high - q.low) * n / 4).toPrecision(3))}`))
    const labels = (q.labels ?? []).map((label) => make('span', {}, label))
    return make('figure', { class: 'frame' },
      make('figcaption', {}, spoken(q.beside), q.total ? `, ${words.whole}` : ''),
      make('div', { class: 'plot' }, picture, make('div', { class: 'heights', 'aria-hidden': 'true' }, ...heights), ...more),
      make('div', { class: 'labels', 'aria-hidden': 'true', style: `padding-inline:${50 / q.places}%` }, ...labels),
      make('p', { class: 'below' }, spoken(q.below)))
  }
  const tag = (kind, word) => make('small', { class: kind }, word)

  // Each returns what is below the question and calls `draft` with what would be sent. `first` is the value of the first vote.
  const ask = {
    choice: (q, { mine, first, vote }) => [make('div', { class: 'options', role: 'radiogroup', 'aria-labelledby': 'question' },
      ...q.options.map((option, place) => {
        const radio = Object.assign(make('input', { type: 'radio', name: 'option' }), { checked: place === mine, onchange: () => vote(place) })
        return make('label', {}, radio, make('span', {}, spoken(option), ...(place === first ? [tag('you', words.first)] : [])))
      }))],
    number: (q, { mine, first, draft }) => {
      const line = make('input', { type: 'range', min: q.low, max: q.high, step: q.step, 'aria-labelledby': 'question',
        'aria-valuetext': '?', class: mine === undefined ? 'untouched' : undefined })
      const read = make('output', {})
      const show = () => {
        read.textContent = written(Number(line.value), q)
        line.setAttribute('aria-valuetext', read.textContent)
        line.className = ''
        return Number(line.value)
      }
      const nudge = (by) => () => {
        const from = by > 0 ? q.low - q.step : q.high + q.step // nothing is chosen yet: from an end
        line.value = (line.className ? from : Number(line.value)) + by * q.step
        draft(show())
      }
      line.value = mine ?? (q.low + q.high) / 2
      line.oninput = line.onpointerup = () => draft(show()) // also where it stands already
      mine === undefined ? read.append('?') : show()
      return [make('div', { class: 'number' }, button('−', words.less, nudge(-1)), read, button('+', words.more, nudge(1))), line,
        make('div', { class: 'ends', 'aria-hidden': 'true' }, make('span', {}, written(q.low, q)), make('span', { class: 'tap' }, words.tap), make('span', {}, written(q.high, q))),
        ...(first === undefined ? [] : [said(words.first, 'you', written(first, q))])]
    },
    drawing: (q, { mine, first, draft }) => [
      ...(first ? [make('p', { class: 'legend' }, make('span', { class: 'you faint' }, words.first))] : []),
      framed(q, drawing(q, { mine, first, words, name: spoken(q.text), changed: draft }), make('p', { class: 'hint', 'aria-hidden': 'true' }, words.draw)),
      make('p', { class: 'quiet', id: 'how' }, words.how)]
  }

  const marks = (q, mine, answer) => {
    const at = (number) => `left:${(100 * (number - q.low) / (q.high - q.low)).toFixed(2)}%`
    const mark = (kind, number) => number === undefined ? '' : make('i', { class: kind, style: at(number) })
    return make('div', { class: 'line', 'aria-hidden': 'true' }, mark('you', mine), mark('computed', answer))
  }
  const said = (word, kind, text) => make('p', { class: `said ${kind}` }, make('span', {}, word), make('b', {}, text))
  // Until the answer is shown, the own value is shown alone.
  const show = {
    choice: (q, mine, answer) => q.options.map((option, place) => {
      const tags = [[place === mine, 'you', words.you], [place === answer, 'computed', words.answer]].filter(([is]) => is)
      if (answer === undefined && !tags.length) return ''
      const marks = tags.map(([, kind, word]) => tag(kind, word))
      return make('p', { class: `option ${tags.map(([, kind]) => kind).join(' ')}` }, make('span', {}, spoken(option)), ...marks)
    }),
    number: (q, mine, answer) => [
      ...(mine === undefined ? [] : [said(words.you, 'you', written(mine, q))]),
      ...(answer === undefined ? [] : [said(words.answer, 'computed', written(answer, q))]), marks(q, mine, answer)],
    drawing: (q, mine, answer) => [
      make('p', { class: 'legend' }, ...(mine ? [make('span', { class: 'you' }, words.drew)] : []),
        ...(answer ? [make('span', { class: 'computed' }, words.answer)] : [])),
      framed(q, drawing(q, { mine, answer, words, name: mine ? words.drew : words.answer }))]
  }
  const far = (q, one, other) => q.kind === 'drawing'
    ? one.reduce((sum, height, place) => sum + Math.abs(height - other[place]), 0) / q.places / (q.high - q.low)
    : Math.abs(one - other)
  const verdict = (q, mine, { answer, tolerance }) => {
    if (answer === undefined) return ''
    if (mine === undefined) return words.answer
    const is_right = far(q, mine, answer) <= tolerance + 1e-9
    return q.kind === 'drawing' ? (is_right ? words.near : words.far) : is_right ? words.right : words.wrong
  }
  return { ask, show, spoken, verdict }
}
