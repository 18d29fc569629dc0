// What must be on the disk before the desk locks: text that is still being typed.

const LONGEST_MS = 2000;
const all = new Set<() => Promise<unknown>>();

/** Has `flush` run before the desk locks or the page goes. Returns what takes it out again. */
export function beforeLock(flush: () => Promise<unknown>): () => void {
  all.add(flush);
  return () => all.delete(flush);
}

/** Runs all of them, but never keeps a lock waiting for longer than two seconds. */
export async function flushAll(): Promise<void> {
  const flushes = [...all].map((flush) => flush().catch(() => undefined));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((done) => (timer = setTimeout(done, LONGEST_MS)));
  await Promise.race([Promise.all(flushes), limit]);
  clearTimeout(timer);
}
