/** Others have their turn after so much work. */
const sliceMs = 10

/** Runs long pure work bit by bit, so that nobody waits for it. Throws the signal's reason when nobody wants it any more. */
export async function runInSlices<Result>(
  work: Generator<undefined, Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (;;) {
    const endMs = performance.now() + sliceMs
    while (performance.now() < endMs) {
      const { done, value } = work.next()
      if (done) return value
    }
    await giveTurn(signal)
  }
}

/** Lets others have their turn, between two pieces of work. Throws the signal's reason when nobody wants the rest any more. */
export async function giveTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve)
  })
  signal.throwIfAborted()
}
