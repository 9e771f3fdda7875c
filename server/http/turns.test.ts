// Fair waiting: a caller with many requests waits for their own, others for nobody.
import { expect, test } from "vitest";
import { createTurns } from "./turns";

function hanging() {
  let end = () => undefined as unknown;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end: () => end() };
}

test("[S89] one caller's works wait for each other and never for another caller's", async () => {
  const turns = createTurns({ atOnce: 2, waitingMax: 1 });
  const first = hanging();
  const open = [1, 2].map(() => turns.run("ada", first.work, () => false));
  const begun: string[] = [];
  const waiting = turns.run(
    "ada",
    async () => void begun.push("ada"),
    () => false,
  );
  await expect(turns.run("ada", first.work, () => false)).rejects.toMatchObject({
    code: "RATE_LIMITED",
  });
  await turns.run(
    "bob",
    async () => void begun.push("bob"),
    () => false,
  );
  expect(begun).toEqual(["bob"]);
  first.end();
  await Promise.all([...open, waiting]);
  expect(begun).toEqual(["bob", "ada"]);
  expect(turns.heldCount).toBe(0);
});

test("[S89] what was answered while it waited is not begun", async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 5 });
  const first = hanging();
  const open = turns.run("ada", first.work, () => false);
  let isBegun = false;
  const late = turns.run(
    "ada",
    async () => {
      isBegun = true;
    },
    () => true,
  );
  first.end();
  await open;
  await expect(late).rejects.toMatchObject({ code: "TIMEOUT" });
  expect([isBegun, turns.heldCount]).toEqual([false, 0]);
});
