/**
 * Lets the page answer to the person, and draw, before the work goes on. A timer would wait for 4 ms as well, of which long
 * work has many.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
