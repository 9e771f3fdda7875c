// Computes a generated avatar from a name alone: the same name gives the same avatar on every machine. Pure;
// components/people/avatar.tsx draws it.

export interface AvatarDrawing {
  backdrop: string;
  clothes: string;
  skin: string;
  hair: string;
  /** Degrees the shoulders lean. */
  lean: number;
  /** Which of the hair shapes, 0 to HAIR_SHAPES − 1. */
  hairShape: number;
  /** Units the head sits off the middle. */
  headShift: number;
}

export const HAIR_SHAPES = 5;

/** Hues of backdrop and clothes that sit calmly beside each other and beside the heart. */
const TONES: readonly (readonly [backdrop: number, clothes: number, chroma: number])[] = [
  [22, 52, 0.13],
  [240, 268, 0.13],
  [152, 172, 0.12],
  [318, 350, 0.13],
  [75, 108, 0.11],
  [112, 138, 0.12],
  [202, 236, 0.12],
  [8, 30, 0.13],
  [285, 300, 0.12],
  [182, 205, 0.1],
  [50, 72, 0.12],
  [262, 288, 0.12],
];

/** Only decides which name wears which tones; another start would dress everybody again. */
const HASH_START = 1_445_188;

/** FNV-1a over code units with a final mix, so that names that differ by one letter lie far apart. */
function hashName(name: string): number {
  let hash = HASH_START;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The portrait that belongs to a username. */
export function drawAvatar(name: string): AvatarDrawing {
  const hash = hashName(name);
  const [backdropHue, clothesHue, chroma] = TONES[hash % TONES.length] ?? [22, 52, 0.13];
  const hairHue = (backdropHue + 170 + ((hash >>> 8) % 60)) % 360;
  return {
    backdrop: `oklch(0.86 0.075 ${backdropHue})`,
    clothes: `oklch(0.62 ${chroma} ${clothesHue})`,
    skin: `oklch(0.935 0.03 ${(clothesHue + 20) % 360})`,
    hair: `oklch(0.3 0.05 ${hairHue})`,
    lean: ((hash >>> 12) % 37) - 18,
    hairShape: (hash >>> 17) % HAIR_SHAPES,
    headShift: ((hash >>> 21) % 3) - 1,
  };
}
