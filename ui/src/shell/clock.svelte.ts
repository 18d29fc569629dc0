// The time of day, for words that grow old on the screen: "due in 20 min".

const TICK_MS = 20_000;

class Clock {
  ms = $state(Date.now());
}

export const clock = new Clock();

export function startClock(): () => void {
  clock.ms = Date.now();
  const timer = setInterval(() => (clock.ms = Date.now()), TICK_MS);
  return () => clearInterval(timer);
}
