// The six films of the demo, each a calm place painted point by point.
import {
  ASPECT,
  add,
  type Colour,
  chance,
  clamp,
  gradient,
  lap,
  mix,
  type Scene,
  smooth,
  sway,
} from "./paint";

/** First light over two hills; the sun lifts a little and sinks back. */
export const firstLight: Scene = (x, y, t) => {
  const glow = 0.5 - 0.5 * Math.cos(2 * Math.PI * t);
  let colour = gradient(
    [
      [0, [74, 66, 122]],
      [0.3, [132, 88, 128]],
      [0.56, [222, 106, 98]],
      [0.78, [240, 158, 112]],
      [1, [246, 196, 140]],
    ],
    y - 0.06 * glow,
  );
  const sunX = x - 1.16;
  const sunY = y - (0.72 - 0.07 * glow);
  const fromSun = Math.hypot(sunX, sunY);
  colour = add(colour, [90, 62, 30], Math.exp(-fromSun * 3.2) * (0.5 + 0.5 * glow));
  colour = mix(colour, [255, 226, 178], smooth(0.062, 0.056, fromSun));
  const bird = Math.abs(
    y - (0.3 + 0.03 * sway(t, 2)) - 0.35 * Math.abs(x - lap(t, 1, 0.1) * 2.2 + 0.2),
  );
  if (Math.abs(x - lap(t, 1, 0.1) * 2.2 + 0.2) < 0.022)
    colour = mix(colour, [60, 44, 70], smooth(0.005, 0.002, bird));
  const farHill = 0.66 + 0.34 * (((x - 0.8) / ASPECT) * 1.25) ** 2;
  colour = mix(
    colour,
    mix([58, 46, 84], [92, 62, 92], glow * 0.45),
    smooth(farHill - 0.002, farHill + 0.002, y),
  );
  const nearHill = 0.78 + 0.6 * (((x - 1.15) / ASPECT) * 1.3) ** 2;
  return mix(colour, [28, 22, 46], smooth(nearHill - 0.002, nearHill + 0.002, y));
};

/** Drops on a window, and the street's lights out of focus behind it. */
export const rainWindow: Scene = (x, y, t) => {
  let bendX = 0;
  let bendY = 0;
  let rim = 0;
  for (let i = 0; i < 26; i++) {
    const falls = i % 3 === 0 ? 1 : 0;
    const size = 0.012 + 0.02 * chance(i + 3);
    const dropX = chance(i + 11) * ASPECT + (falls ? 0.006 * sway(t, 2, chance(i)) : 0);
    const dropY = falls ? lap(t, 1, chance(i + 23)) * 1.3 - 0.15 : chance(i + 31);
    const dx = (x - dropX) / size;
    const dy = (y - dropY) / (size * (falls ? 1.5 : 1.1));
    const reach = dx * dx + dy * dy;
    if (reach < 1) {
      bendX = dx * 0.22;
      bendY = dy * 0.22;
      rim = smooth(0.35, 1, reach) * (dy > 0 ? 0.5 : -0.25);
    }
  }
  const lookX = x - bendX;
  const lookY = y - bendY;
  let colour = gradient(
    [
      [0, [22, 28, 52]],
      [0.6, [40, 44, 74]],
      [1, [30, 26, 44]],
    ],
    lookY,
  );
  for (let i = 0; i < 14; i++) {
    const moves = i % 4 === 0 ? 1 : 0;
    const lightX = moves ? lap(t, 1, chance(i + 5)) * 2.4 - 0.3 : chance(i + 41) * ASPECT;
    const lightY = moves ? 0.78 : 0.2 + 0.6 * chance(i + 53);
    const radius = 0.05 + 0.06 * chance(i + 61);
    const warm: Colour =
      i % 3 === 1 ? [60, 130, 140] : i % 3 === 2 ? [190, 70, 66] : [214, 150, 72];
    const breath = 0.62 + 0.18 * sway(t, 1, chance(i + 71));
    const distance = Math.hypot(lookX - lightX, lookY - lightY);
    colour = add(colour, warm, breath * 0.75 * smooth(radius, radius * 0.72, distance));
  }
  return add(colour, [60, 66, 84], rim);
};

/** Slow water under a low moon. */
export const slowWater: Scene = (x, y, t) => {
  const horizon = 0.38;
  const moon = Math.hypot(x - 0.62, y - 0.2);
  if (y < horizon) {
    let sky = gradient(
      [
        [0, [18, 34, 62]],
        [horizon, [112, 138, 150]],
      ],
      y,
    );
    sky = add(sky, [70, 66, 52], Math.exp(-moon * 5));
    sky = mix(sky, [250, 240, 214], smooth(0.062, 0.056, moon));
    const shore = horizon - 0.03 - 0.018 * Math.sin(x * 4.2) - 0.01 * Math.sin(x * 11);
    return mix(sky, [38, 56, 72], smooth(shore - 0.003, shore + 0.003, y));
  }
  const depth = (y - horizon) / (1 - horizon);
  const near = 0.15 + depth;
  const swell =
    Math.sin((x * 3.2) / near + depth * 26 + 2 * Math.PI * t * 2) +
    0.6 * Math.sin((x * 5.1) / near - depth * 40 + 2 * Math.PI * t * 3);
  let water = gradient(
    [
      [0, [96, 126, 140]],
      [0.3, [46, 84, 106]],
      [1, [14, 34, 56]],
    ],
    depth + 0.02 * swell,
  );
  const path = Math.exp(-(((x - 0.62) / (0.05 + 0.2 * depth)) ** 2));
  water = add(water, [150, 138, 104], path * smooth(0.35, 1.35, swell) * (1 - 0.55 * depth));
  return add(water, [16, 20, 22], smooth(0.8, 1.5, swell) * depth);
};

/** Green curtains over a dark field. */
export const aurora: Scene = (x, y, t) => {
  let colour = gradient(
    [
      [0, [8, 12, 34]],
      [0.75, [18, 34, 58]],
      [1, [30, 52, 66]],
    ],
    y,
  );
  const cellX = Math.floor(x * 26);
  const cellY = Math.floor(y * 26);
  const star = chance(cellX * 57 + cellY * 131);
  if (star > 0.86) {
    const starX = (cellX + 0.2 + 0.6 * chance(cellX + cellY * 7)) / 26;
    const starY = (cellY + 0.2 + 0.6 * chance(cellX * 3 + cellY)) / 26;
    const twinkle = 0.6 + 0.4 * sway(t, 2, star * 9);
    colour = add(
      colour,
      [190, 200, 214],
      twinkle * smooth(0.0032, 0.001, Math.hypot(x - starX, y - starY)),
    );
  }
  for (let i = 0; i < 3; i++) {
    const drift = 0.05 * sway(t, 1, i * 0.31);
    const foot =
      0.62 -
      i * 0.09 +
      0.07 * Math.sin(x * 2.6 + i * 1.9 + drift * 12) +
      0.03 * Math.sin(x * 6.1 - i + 2 * Math.PI * t);
    const above = foot - y;
    if (above < -0.05) continue;
    const folds =
      0.62 + 0.38 * Math.sin(x * 13 + i * 2 + 1.6 * sway(t, 1, i * 0.2) + Math.sin(x * 5 + i));
    const veil = smooth(-0.03, 0.03, above) * Math.exp(-Math.max(0, above) * (4 + i)) * folds;
    const light = mix([64, 214, 148], [136, 84, 190], above * 2.4);
    colour = add(colour, light, veil * (0.62 - 0.12 * i));
  }
  const field = 0.84 + 0.02 * Math.sin(x * 3 + 0.6) + 0.006 * Math.sin(x * 17);
  return mix(colour, [8, 14, 20], smooth(field - 0.002, field + 0.002, y));
};

/** A street of windows at night; a late train goes by. */
export const cityLights: Scene = (x, y, t) => {
  let colour = gradient(
    [
      [0, [24, 24, 58]],
      [0.7, [86, 58, 96]],
      [1, [150, 86, 92]],
    ],
    y,
  );
  for (let row = 0; row < 2; row++) {
    const width = row === 0 ? 0.1 : 0.15;
    const house = Math.floor((x + row * 0.05) / width);
    const roof = (row === 0 ? 0.3 : 0.46) + 0.2 * chance(house * 3 + row * 71);
    if (y < roof || y > 0.86) continue;
    colour = row === 0 ? [44, 36, 70] : [28, 22, 46];
    const across = ((x + row * 0.05) / width - house) * (row === 0 ? 4 : 5);
    const down = (y - roof) / 0.045;
    const pane = house * 91 + Math.floor(across) * 17 + Math.floor(down) * 7 + row * 401;
    const insideX = Math.abs((across % 1) - 0.5);
    const insideY = Math.abs((down % 1) - 0.5);
    const isPane = insideX < 0.26 && insideY < 0.28 && down > 0.6;
    if (!isPane || chance(pane) < 0.45) continue;
    const turn = chance(pane + 5);
    const isAwake = turn > 0.3 ? 1 : smooth(-0.15, 0.15, sway(t, 1, turn * 3.3));
    const lamp: Colour =
      turn > 0.75 ? [236, 196, 132] : turn > 0.5 ? [228, 160, 92] : [196, 178, 168];
    colour = mix(colour, lamp, (row === 0 ? 0.55 : 0.9) * isAwake);
  }
  if (y > 0.8 && y < 0.86) {
    colour = [22, 18, 36];
    const along = x - (lap(t, 1, 0.25) * 4.2 - 1.6);
    if (along > 0 && along < 1.1) {
      const pane = Math.abs((along * 11) % 1) - 0.5;
      const isWindow = Math.abs(pane) < 0.36 && Math.abs(y - 0.826) < 0.014;
      colour = isWindow ? [248, 214, 150] : [66, 48, 72];
    }
  }
  if (y >= 0.86) {
    const mirrored = mix([30, 24, 44], [16, 14, 28], (y - 0.86) / 0.14);
    const shimmer = 0.5 + 0.5 * Math.sin(x * 40 + y * 90 + 2 * Math.PI * t * 2);
    colour = add(mirrored, [120, 78, 44], 0.22 * clamp(shimmer) * Math.exp(-(y - 0.86) * 18));
  }
  return colour;
};

/** Three boats of paper on a pond. */
export const paperBoats: Scene = (x, y, t) => {
  const ripple =
    Math.sin(x * 9 + y * 22 + 2 * Math.PI * t) +
    0.7 * Math.sin(x * 5 - y * 31 + 2 * Math.PI * t * 2 + 1.3);
  let colour = gradient(
    [
      [0, [150, 202, 196]],
      [0.5, [84, 158, 162]],
      [1, [38, 104, 120]],
    ],
    y + 0.014 * ripple,
  );
  colour = add(colour, [34, 40, 36], smooth(1, 1.6, ripple));
  const papers: Colour[] = [
    [250, 244, 230],
    [244, 196, 172],
    [246, 220, 150],
  ];
  for (const [i, paper] of papers.entries()) {
    const size = 0.11 + 0.035 * i;
    const boatX = lap(t, 1, 0.12 + i * 0.36) * (ASPECT + 2.4 * size) - 1.2 * size;
    const boatY = 0.34 + i * 0.21 + 0.008 * sway(t, 3, i * 0.4);
    const tilt = 0.06 * sway(t, 2, i * 0.3);
    const px = (x - boatX) / size;
    const py = (y - boatY) / size - px * tilt;
    const shade = smooth(1, 0.4, Math.hypot(px, (py - 0.5) * 4));
    colour = mix(colour, [26, 78, 92], 0.45 * shade);
    const edge = 0.012 / size / 4;
    const hull = Math.min(py, 0.42 - py, 0.95 - Math.abs(px) - py * 0.85);
    const sail = Math.min(-py + 0.04, py + 0.62 - Math.abs(px) * 1.5);
    colour = mix(
      colour,
      mix(paper, [196, 178, 164], px > 0 ? 0.28 : 0.06),
      smooth(-edge, edge, sail),
    );
    colour = mix(colour, mix(paper, [180, 164, 152], px > 0 ? 0.2 : 0), smooth(-edge, edge, hull));
  }
  return colour;
};
