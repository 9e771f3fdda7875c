import { expect, test } from "vitest";
import { createBatchedReader } from "./batched-reader";

test("[S70] rows asked for at once are read in few queries, each id never older than its call", async () => {
  const queries: string[][] = [];
  let generation = 0;
  const reader = createBatchedReader(async (ids) => {
    queries.push(ids);
    const found = ids.filter((id) => id !== "gone").map((id) => ({ id, generation }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    return found;
  });
  const first = reader.read("a");
  await Promise.resolve();
  await Promise.resolve();
  expect(queries).toEqual([["a"]]);
  generation = 1;
  const later = Promise.all(["a", "b", "gone"].map((id) => reader.read(id)));
  expect(await first).toEqual({ id: "a", generation: 0 });
  expect(await later).toEqual([{ id: "a", generation: 1 }, { id: "b", generation: 1 }, null]);
  expect(queries).toHaveLength(2);

  const same = Array.from({ length: 50 }, () => reader.read("same"));
  expect(await Promise.all(same)).toHaveLength(50);
  expect(queries).toHaveLength(3);

  const many = Array.from({ length: 1_000 }, (_, nth) => reader.read(`id ${nth}`));
  expect((await Promise.all(many)).every((row) => row !== null)).toBe(true);
  expect(queries.length).toBeLessThanOrEqual(5);
});
