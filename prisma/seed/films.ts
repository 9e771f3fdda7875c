// The films in public/videos as rows want them; scripts/films/make-videos.ts draws them.

export interface Film {
  videoUrl: string;
  posterUrl: string;
  durationMs: number;
  width: number;
  height: number;
}

const WIDTH = 640;
const HEIGHT = 360;

/** By name. */
export const films: Record<string, Film> = {
  "first-light": film("first-light", 12),
  "rain-window": film("rain-window", 8),
  "slow-water": film("slow-water", 8),
  "paper-boats": film("paper-boats", 8),
  "city-lights": film("city-lights", 8),
  aurora: film("aurora", 10),
};

function film(name: string, seconds: number): Film {
  return {
    videoUrl: `/videos/${name}.mp4`,
    posterUrl: `/videos/${name}.jpg`,
    durationMs: seconds * 1_000,
    width: WIDTH,
    height: HEIGHT,
  };
}
