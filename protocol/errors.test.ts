import { describe, expect, it } from "vitest";
import { z } from "zod";
import { problemSchema } from "./error-views";
import {
  ERROR_CODES,
  type ErrorCode,
  HeartwireError,
  toErrorView,
  toHeartwireError,
  toProblem,
} from "./errors";

const ERROR_ID = "e-1";

describe("errors", () => {
  it("[W48] every code becomes a problem of the contract's form, with its own status", () => {
    const statuses = new Set<number>();
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      const problem = toProblem(toErrorView(new HeartwireError(code, "words"), ERROR_ID));
      expect(problemSchema.parse(problem)).toEqual(problem);
      expect(problem).toMatchObject({ code, message: "words", detail: "words", errorId: ERROR_ID });
      statuses.add(problem.status);
    }
    expect(statuses.size).toBe(Object.keys(ERROR_CODES).length);
  });

  it("[W49] what broke inside is never sent", () => {
    for (const thrown of [
      new Error("password=hunter2"),
      "text",
      null,
      undefined,
      { code: "NOT_FOUND" },
    ]) {
      const view = toErrorView(thrown, ERROR_ID);
      expect(view.code).toBe("INTERNAL");
      expect(JSON.stringify(view)).not.toContain("hunter2");
    }
  });

  it("[W50] a schema's refusal is VALIDATION and names the fields", () => {
    const { error } = z.strictObject({ liked: z.boolean() }).safeParse({ liked: 1, extra: true });
    const view = toErrorView(error, ERROR_ID);
    expect(view).toMatchObject({ code: "VALIDATION", retryable: false });
    expect(Object.keys(view.fields ?? {})).toEqual(["liked", "body"]);
  });

  it("[W50] a refusal stays small however much was wrong", () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `field-${index}`);
    const strict = z.strictObject({ ids: z.array(z.number()) });
    const extra = strict.safeParse(Object.fromEntries(names.map((name) => [name, 1])));
    const wrong = strict.safeParse({ ids: names });
    for (const { error } of [extra, wrong]) {
      const view = toErrorView(error, ERROR_ID);
      expect(view.code).toBe("VALIDATION");
      expect(JSON.stringify(view).length).toBeLessThan(6_000);
    }
  });

  it("[W51] an error of ours is known across module graphs, a look-alike is not", () => {
    const foreign = Object.assign(new Error("from elsewhere"), {
      name: "HeartwireError",
      code: "RATE_LIMITED",
      retryAfterMs: 5,
    });
    expect(toErrorView(foreign, ERROR_ID)).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 5 });
    const fake = Object.assign(new Error("x"), { name: "HeartwireError", code: "toString" });
    expect(toHeartwireError(fake).code).toBe("INTERNAL");
  });
});
