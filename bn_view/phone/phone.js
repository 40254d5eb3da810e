// What the phone shows: each phase of the class, and whether the vote has arrived.
const { code, length, language, words } = JSON.parse(document.getElementById('given').textContent)
const at = (id) => document.getElementById(id)
const { ask, show, spoken, verdict } = answers(words, language)
const ROUNDS = { vote: 1, vote_again: 2 }
// A vote in another tab is later than what is being drawn in this one.
const kept = keeping(code, () => render(drafts = {}))
const typed = new URLSearchParams(location.search).get('code')?.trim()
let drafts = {}, state, question, over, trouble, late, clock, toClass
const mine = (round) => kept.read()[`${state.n}.${round}`]

const tell = () => {
  const round = ROUNDS[state?.phase], vote = state && mine(round ?? 1), button = document.querySelector('.vote button.main')
  const counted = Boolean(round && vote?.sent && !(`${state.n}.${round}` in drafts))
  const waits = { gone: words.kept, later: words.unwritten }[trouble] ?? words.sending
  const of_vote = !vote ? '' : counted ? (button ? words.change : `✓ ${words.counted}. ${words.change}`) : vote.sent ? '' : round && !late ? waits : words.late
  at('status').textContent = over ? '' : of_vote || (trouble === 'gone' ? words.offline : '')
  at('status').className = counted ? 'counted' : ''
  if (button) [button.textContent, button.className] = counted ? [`✓ ${words.counted}`, 'main counted'] : [words.vote, 'main']
}
const send = () => {
  const round = ROUNDS[state?.phase], vote = round && mine(round)
  if (vote && !vote.sent) toClass.ask({ vote: vote.value, n: state.n, round, turn: vote.turn })
}
const vote = (value) => {
  const round = ROUNDS[state.phase]
  kept.write({ [`${state.n}.${round}`]: { value, turn: (mine(round)?.turn ?? 0) + 1, sent: false } })
  late = false
  tell()
  send()
}

const form = () => {
  const input = make('input', { name: 'code', 'aria-label': words.code, placeholder: words.code, maxlength: 2 * length - 1, required: '', value: over === 'unknown' ? typed ?? code.replace('—', '') : undefined,
    autocapitalize: 'characters', autocomplete: 'off', autocorrect: 'off', spellcheck: 'false' })
  const named = new URLSearchParams(location.search).get('lang')
  const lang = named ? [make('input', { type: 'hidden', name: 'lang', value: named })] : []
  return make('form', { action: code ? '../class' : 'class' }, input, ...lang, make('button', { class: 'main' }, words.enter))
}
const lead = (text) => make('p', { class: 'lead' }, text)
// A histogram to look at while waiting.
const emblem = () => {
  const mine = Array.from({ length: 15 }, (_, place) => Math.exp(-(((place - 7) / 3.2) ** 2)))
  return make('div', { 'aria-hidden': 'true' }, drawing({ places: 15, low: 0, high: 1, shape: 'bars' }, { mine, words, name: '' }))
}
const countdown = () => {
  const ends = Date.now() + 1000 * state.left
  const box = make('span', { class: 'clock', role: 'timer' })
  const tick = () => {
    const left = Math.max(0, Math.round((ends - Date.now()) / 1000))
    box.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  }
  tick()
  clock = setInterval(tick, 500)
  return box
}
// For each phase: the line above the title, the title, and what is below it.
const screens = {
  none: () => ['', words.join, lead(words.where), form()],
  over: () => {
    const reason = over === 'unknown' && kept.read().token ? 'closed' : over
    const why = reason === 'closed' ? words.thanks : words[`${reason}_why`]
    return ['', words[reason] ?? words.unknown, lead(why ?? ''), ...(reason === 'full' ? [] : [form()])]
  },
  wait: () => ['', words.wait, lead(words.next), emblem()],
  vote: () => {
    const round = ROUNDS[state.phase], about = `${state.n}.${round}`, button = make('button', { type: 'button', class: 'main', disabled: '' }, words.vote)
    const draft = (value) => {
      drafts[about] = value
      button.disabled = false
      button.onclick = () => {
        button.disabled = true
        delete drafts[about]
        vote(scaled(question, value))
        if (question.total) render() // with what is counted
      }
      tell()
    }
    const first = round === 2 ? mine(1)?.value : undefined
    if (about in drafts) draft(drafts[about])
    const inputs = ask[question.kind](question, { mine: drafts[about] ?? mine(round)?.value, first, vote, draft })
    return [round === 1 ? words.first : words.second, spoken(question.text), ...inputs, ...(question.kind === 'choice' ? [] : [button])]
  },
  discuss: () => [...(state.left === undefined ? ['', words.ended] : [words.talk, words.neighbour]), lead(spoken(question.text)),
    ...(mine(1) ? show[question.kind](question, mine(1).value) : state.left === undefined ? [] : [lead(words.listen)])],
  run: () => {
    const { answer, why } = state.revealed, said = (mine(2) ?? mine(1))?.value
    return [said === undefined ? words.silent : verdict(question, said, state.revealed), spoken(question.text), ...show[question.kind](question, said, answer),
      ...(why ? [lead(spoken(why))] : []),
      ...(state.link ? [make('a', { class: 'main', href: `../${state.link}`, target: '_blank', rel: 'noopener' }, words.look)] : [])]
  }
}
const render = () => {
  clearInterval(clock)
  const name = over ? 'over' : !code ? 'none' : !state ? '' : state.phase in ROUNDS ? 'vote' : state.phase
  if (!name) return
  const [kicker, title, ...inside] = screens[name]()
  const had_focus = at('body').contains(document.activeElement)
  document.body.className = name
  at('kicker').replaceChildren(kicker, ...(name === 'discuss' && state.left > 0 ? [countdown()] : []))
  at('question').textContent = title
  at('body').replaceChildren(...inside)
  if (had_focus) at('question').focus()
  tell()
}

const hear = (message) => {
  const { t, n, round, turn } = message, key = `${n}.${round}`
  if (t !== 'gone') trouble = undefined
  if (t === 'joined') kept.read().token ? toClass.open() : kept.write({ token: message.token })
  if (t === 'state') {
    const same = state && !over && state.n === n && state.phase === message.phase && (state.left ?? message.left) === undefined
    if (message.q) question = { ...message.q, n }
    Object.entries(message.mine ?? {}).forEach(([of, [value, at_turn]]) => {
      if (!(kept.read()[`${n}.${of}`]?.turn > at_turn)) kept.write({ [`${n}.${of}`]: { value, turn: at_turn, sent: true } })
    })
    state = message
    over = late = undefined
    same ? tell() : render()
    send()
  }
  if (t === 'ok' && kept.read()[key]?.turn === turn) kept.write({ [key]: { ...kept.read()[key], sent: true } })
  // That vote is closed; the server sends the new phase by itself.
  if (t === 'no' && message.reason === 'wrong_phase' && key === `${state.n}.${ROUNDS[state.phase]}`) late = true
  if (t === 'no' && message.reason === 'bad_value') kept.write({ [key]: undefined })
  if (t === 'no' && message.reason === 'unknown_person') {
    kept.write({ token: undefined })
    toClass.hello()
  }
  if (t === 'later' || t === 'gone') trouble = t
  if (t === 'later') toClass.again(send)
  if (t === 'over') {
    over = message.reason
    render()
  } else tell()
}

if (code.length === length) toClass = connect(code, hear, kept)
else {
  over = (code || typed) && 'unknown'
  render()
}
