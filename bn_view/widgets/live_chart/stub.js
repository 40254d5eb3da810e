// What each chart brings along; the charts' script itself comes once a page.
export default (component) => {
  let end, timer
  const data = JSON.parse(new TextDecoder().decode(component.data))
  const start = () => (window.liveChart ? (end = window.liveChart.PART({ ...component, data })) : (timer = setTimeout(start, 30)))
  start()
  return () => {
    clearTimeout(timer)
    end?.()
  }
}
