// Draws the program's icons, the same drawing as ui/public/icon.svg: `node src-tauri/icons/make.mjs`.
// Own arithmetic and no library, so that the committed files can be made again anywhere, byte for byte.
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const GROUND = [0x0b, 0x5c, 0x63];
const LINE = [0xff, 0xff, 0xff];
const HALF_STROKE = 1.3;
const SAMPLES = 4; // a side, for each pixel

/** The bridge in the svg's units (32 a side): arch, deck, three posts. */
const ARCH = curve([5, 20.5], [9, 12.5], [23, 12.5], [27, 20.5], 48);
const STROKES = [
  ...ARCH.slice(1).map((to, at) => [ARCH[at], to]),
  [[4, 24.5], [28, 24.5]],
  [[11, 16.2], [11, 24.5]],
  [[16, 14.6], [16, 24.5]],
  [[21, 16.2], [21, 24.5]],
];

function curve(a, b, c, d, steps) {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = step / steps;
    const u = 1 - t;
    return [0, 1].map((k) => u ** 3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t ** 3 * d[k]);
  });
}

function distance([x, y], [[ax, ay], [bx, by]]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function onGround([x, y]) {
  const [dx, dy] = [Math.abs(x - 16) - 9, Math.abs(y - 16) - 9];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) <= 7;
}

function pixel(column, row, side) {
  let [ground, line] = [0, 0];
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const at = [column + ((sample % SAMPLES) + 0.5) / SAMPLES, row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES];
    const point = at.map((value) => (value * 32) / side);
    if (!onGround(point)) continue;
    ground++;
    if (STROKES.some((stroke) => distance(point, stroke) <= HALF_STROKE)) line++;
  }
  const share = ground ? line / ground : 0;
  const colour = GROUND.map((value, k) => Math.round(value + (LINE[k] - value) * share));
  return [...colour, Math.round((ground * 255) / (SAMPLES * SAMPLES))];
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function png(side) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, red green blue alpha
  const rows = Array.from({ length: side }, (_, row) =>
    Buffer.from([0, ...Array.from({ length: side }, (_, column) => pixel(column, row, side)).flat()]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

/** Windows wants its own container; a PNG may stand in it as it is. */
function ico(side) {
  const image = png(side);
  const head = Buffer.alloc(22);
  head.set([0, 0, 1, 0, 1, 0, side % 256, side % 256, 0, 0, 1, 0, 32, 0], 0);
  head.writeUInt32LE(image.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, image]);
}

const here = (name) => new URL(name, import.meta.url);
for (const side of [32, 128, 256, 512]) writeFileSync(here(`${side}x${side}.png`), png(side));
writeFileSync(here("icon.ico"), ico(256));
