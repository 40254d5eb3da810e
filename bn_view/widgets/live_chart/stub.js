while (!window.liveChart?.words) await new Promise((then) => setTimeout(then, 30))
export default (component) => window.liveChart.show({ ...component, data: JSON.parse(new TextDecoder().decode(component.data)) })
