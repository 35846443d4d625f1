import { chooseStyle, formatEvent } from '#demo/kubernetes/logs/application-style.ts'
import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { hashText } from '#demo/world/random.ts'
import { drawIndex, mix } from '#demo/world/requests/draw.ts'
import type { WorldPod, WorldWorkload } from '#demo/world/types.ts'

/** What databases, caches and whatever serves no requests say, once in a while. */
interface Habit {
  readonly everySeconds: number
  readonly say: (timeMs: number, draw: (count: number) => number) => string
}

const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 23).replace('T', ' ')

const habits: Readonly<Record<string, readonly Habit[]>> = {
  postgres: [
    { everySeconds: 300, say: (timeMs) => `${day(timeMs)} UTC [27] LOG:  checkpoint starting: time` },
    {
      everySeconds: 300,
      say: (timeMs, draw) =>
        `${day(timeMs + 9_000)} UTC [27] LOG:  checkpoint complete: wrote ${90 + draw(800)} buffers (${1 + draw(4)}.${draw(10)}%); write=${8 + draw(20)}.${draw(1000)} s, sync=0.0${draw(99)} s, total=${29 + draw(20)}.${draw(1000)} s`,
    },
    {
      everySeconds: 47,
      say: (timeMs, draw) =>
        `${day(timeMs)} UTC [${4000 + draw(900)}] LOG:  connection authorized: user=${['catalog', 'orders', 'inventory'][draw(3)]} database=shop SSL enabled (protocol=TLSv1.3)`,
    },
  ],
  'redis-cart': [
    {
      everySeconds: 60,
      say: (timeMs, draw) =>
        `1:M ${day(timeMs)} * 10000 changes in 60 seconds. Saving... (${draw(9000)} keys)`,
    },
    {
      everySeconds: 60,
      say: (timeMs, draw) =>
        `1:M ${day(timeMs + 240)} * Background saving terminated with success in ${100 + draw(300)} ms`,
    },
  ],
  valkey: [
    { everySeconds: 60, say: (timeMs) => `1:M ${day(timeMs)} * 100 changes in 300 seconds. Saving...` },
    { everySeconds: 60, say: (timeMs) => `1:M ${day(timeMs + 180)} * DB saved on disk` },
  ],
  mongodb: [
    {
      everySeconds: 20,
      say: (timeMs, draw) =>
        JSON.stringify({
          t: { $date: new Date(timeMs).toISOString() },
          s: 'I',
          c: 'NETWORK',
          id: 22_943,
          ctx: 'listener',
          msg: 'Connection accepted',
          attr: {
            remote: `127.0.0.6:${33_000 + draw(20_000)}`,
            connectionId: draw(90_000),
            connectionCount: 3 + draw(9),
          },
        }),
    },
  ],
}

/** The lines of (fromMs, untilMs], in their order. */
export function listHabitLines(
  workload: WorldWorkload,
  pod: WorldPod,
  fromMs: number,
  untilMs: number,
): LogLine[] {
  const own = habits[workload.app]
  return (own ?? listUsual(workload)).flatMap((habit, index) => {
    const everyMs = habit.everySeconds * 1000
    const phase =
      (hashText(`${pod.name}/${own && habit.everySeconds >= 60 ? '' : index}`) % everyMs) + index * 9
    const lines: LogLine[] = []
    for (
      let turn = Math.floor((fromMs - phase) / everyMs) + 1;
      turn * everyMs + phase <= untilMs;
      turn += 1
    ) {
      const timeMs = turn * everyMs + phase
      const state = mix(phase, turn)
      lines.push({ timeMs, text: habit.say(timeMs, (count) => drawIndex(state, index, count)) })
    }
    return lines
  })
}

/** What any program says now and then, in its own style. */
function listUsual(workload: WorldWorkload): readonly Habit[] {
  const style = chooseStyle(workload)
  const say: Habit['say'] = (timeMs, draw) => {
    const fields = { entries: draw(400) }
    return (
      formatEvent(style, workload.app, { timeMs, level: 'info', message: 'housekeeping done', fields })[0] ??
      ''
    )
  }
  return [{ everySeconds: 120, say }]
}
