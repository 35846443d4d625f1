/**
 * How Node is started for the console. V8 reads them only at its start, so whoever starts the process passes them:
 * package.json, the image, tests and the bench. Node 24 lets the young generation grow to 128 MiB on a large machine; at
 * 1,000 workloads the process then stands at 350 MiB after some hundred graphs, with 8 MiB semi-spaces at 217 MiB and as fast.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=8']
