/** A drawn signature as the record holds it: `x,y x,y;x,y` on a pad 1000 wide and 400 high. */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

export const WIDTH = 1000;
export const HEIGHT = 400;
/** What one field of a record holds. */
export const CHARS_MAX = 4000;

function text(strokes: readonly Stroke[]): string {
  return strokes.map((stroke) => stroke.map(({ x, y }) => `${x},${y}`).join(" ")).join(";");
}

const whole = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));

/** How far `at` lies from the line between the two others. */
function off(at: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(at.x - from.x, at.y - from.y);
  return Math.abs(dy * (at.x - from.x) - dx * (at.y - from.y)) / length;
}

/** The stroke without the points that lie within `within` of it (Ramer, Douglas and Peucker). */
function simpler(stroke: Stroke, within: number): Stroke {
  const [first, last] = [stroke[0], stroke.at(-1)];
  if (first === undefined || last === undefined || stroke.length < 3) return stroke;
  let [far, at] = [0, 0];
  for (const [index, point] of stroke.entries()) {
    const away = off(point, first, last);
    if (away > far) [far, at] = [away, index];
  }
  if (far <= within) return [first, last];
  return [...simpler(stroke.slice(0, at + 1), within).slice(0, -1), ...simpler(stroke.slice(at), within)];
}

/** The text of what was drawn; as fine as fits. Empty when nothing was. */
export function encode(strokes: readonly Stroke[]): string {
  const drawn = strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => stroke.map(({ x, y }) => ({ x: whole(x, WIDTH), y: whole(y, HEIGHT) })));
  for (let within = 1; within < WIDTH; within *= 1.5) {
    const found = text(drawn.map((stroke) => simpler(stroke, within)));
    if (found.length <= CHARS_MAX) return found;
  }
  // Hundreds of dots: the first ones are enough of a signature.
  let few = drawn;
  while (text(few).length > CHARS_MAX) few = few.slice(0, Math.floor(few.length / 2));
  return text(few);
}

/** What was drawn, from its text; what cannot be read is nothing. */
export function decode(drawn: string): Stroke[] {
  if (drawn === "") return [];
  const strokes = drawn.split(";").map((stroke) =>
    stroke.split(" ").map((point) => {
      const [x, y] = point.split(",").map(Number);
      return { x: x ?? NaN, y: y ?? NaN };
    }),
  );
  const readable = strokes.flat().every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return readable ? strokes : [];
}

/** The path of an SVG; a dot is a line to itself. */
export function path(stroke: Stroke): string {
  const points = stroke.map(({ x, y }) => `${x},${y}`);
  return points.length === 0 ? "" : `M${points[0]}L${points.join(" ")}`;
}
