// A websocket to the class that reconnects by itself, and what the browser stores of the class: its token and its votes.
const connect = (code, heard, kept) => {
  let socket, timer, tries = 0, answered = true, greeted = false
  const say = (message) => socket?.readyState === 1 && socket.send(JSON.stringify(message))
  const reopen = (most) => {
    clearTimeout(timer)
    timer = setTimeout(open, Math.min(most, 300 * 2 ** tries++) * (0.5 + Math.random()))
  }
  const open = () => {
    clearTimeout(timer)
    if (socket) socket.onclose = socket.onmessage = null
    socket?.close()
    const address = new URL(`${code}/phone`, location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    socket = new WebSocket(address)
    greeted = false
    socket.onopen = hello
    socket.onclose = () => {
      heard({ t: 'gone' })
      reopen(3000)
    }
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      answered = true
      if (message.t === 'state') [tries, greeted] = [0, true]
      if (message.t === 'over') {
        socket.onclose = null
        if (message.reason === 'too_many_tries') reopen(60000)
      }
      heard(message)
    }
  }
  // Without an answer, reconnect: a phone does not notice by itself that its connection is dead.
  const ask = (message) => {
    answered = false
    say(message)
    clearTimeout(ask.timer)
    ask.timer = setTimeout(() => answered || open(), 6000 + 4000 * Math.random())
  }
  const hello = () => ask({ hello: kept.read().token ?? null })
  // What a silent database has not taken: until it has greeted this connection, the server takes no vote.
  const again = (send) => {
    clearTimeout(again.timer)
    again.timer = setTimeout(() => greeted ? send() : hello(), 2000 + 2000 * Math.random())
  }
  const look = () => document.hidden || socket.onclose === null || hello()
  addEventListener('online', open)
  addEventListener('pageshow', ({ persisted }) => persisted && open())
  document.addEventListener('visibilitychange', look)
  open()
  return { again, ask, hello, open }
}

// In localStorage, which tabs share; if the browser blocks it, in memory as long as the page is open.
const keeping = (code, changed) => {
  const name = `class ${code}`
  let here = '{}'
  addEventListener('storage', ({ key }) => key === name && changed())
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(name) ?? here)
      } catch {
        return JSON.parse(here)
      }
    },
    write(change) {
      here = JSON.stringify({ ...this.read(), ...change })
      try {
        localStorage.setItem(name, here)
      } catch { /* blocked: `here` keeps it */ }
    }
  }
}
