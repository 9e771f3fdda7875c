// Work on many rows as many short statements, so that none runs into its time limit or blocks others.

export const SLICE_ROWS = 500;
/** What is left after so many waits for the next round. */
const SLICES_MAX = 200;

/** Repeats a statement that touches at most SLICE_ROWS rows until one touches fewer; answers how many in all. */
export async function inSlices(touchSlice: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let slice = 0; slice < SLICES_MAX; slice++) {
    const count = await touchSlice();
    total += count;
    if (count < SLICE_ROWS) break;
  }
  return total;
}
