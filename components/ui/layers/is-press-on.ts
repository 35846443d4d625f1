/** Whether a popup's closing event is a pointer press on its own trigger. */
export function isPressOn(trigger: HTMLElement | null, event: Event): boolean {
  const pressed = event.type === 'click' || event.type.startsWith('pointer') || event.type.startsWith('mouse')
  return pressed && event.target instanceof Node && trigger?.contains(event.target) === true
}
