// A server that was started anew, or another in its place, knows none of a page's parts, and Streamlit does not ask it to draw them.
const reconnected = ([{ target }]) => target.dataset.testConnectionState === "CONNECTED" && setTimeout(() => window.liveChart.drawPage(), 500) // after a slider let go meanwhile
new MutationObserver(reconnected).observe(document.querySelector("[data-testid=stApp]"), { attributeFilter: ["data-test-connection-state"] })
