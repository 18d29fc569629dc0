/** Where the mark goes: down from nothing to the first, round at both ends; -1 when there is nothing. */
export function nextActive(key: "ArrowDown" | "ArrowUp", active: number, count: number): number {
  if (count === 0) return -1;
  if (key === "ArrowDown") return (active + 1) % count;
  return active <= 0 ? count - 1 : active - 1;
}
