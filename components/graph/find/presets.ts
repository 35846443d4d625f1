/** Queries offered in an empty box: Kiali's first (`config.kiali_feature_flags.ui_defaults.graph`), then ours. */
export const presets = {
  find: [
    { key: 'find.slow', text: 'rt > 1000' },
    { key: 'find.unhealthy', text: 'is unhealthy' },
    { key: 'find.unknown', text: 'name = unknown' },
    { key: 'find.topRank', text: 'rank <= 2' },
    { key: 'find.errors', text: '%error > 0' },
    { key: 'find.plain', text: 'has traffic AND NOT has mtls' },
    { key: 'find.outOfMesh', text: 'is outofmesh' },
    { key: 'find.egress', text: 'is serviceentry OR is passthrough OR is blackhole' },
  ],
  hide: [
    { key: 'hide.healthy', text: 'is healthy' },
    { key: 'hide.unknown', text: 'name = unknown' },
    { key: 'hide.lowRank', text: 'rank > 2' },
    { key: 'hide.idle', text: 'is idle OR NOT has traffic' },
    { key: 'hide.waypoints', text: 'is waypoint' },
    { key: 'hide.quiet', text: 'requests < 0.1 AND NOT edge = failing' },
  ],
} as const satisfies Record<'find' | 'hide', readonly { key: string; text: string }[]>

export type Box = keyof typeof presets

/** Keys under `graph.query.preset`: `find.slow`. */
export type PresetKey = (typeof presets)[Box][number]['key']
