// @vitest-environment happy-dom
// What wakes the readers of one content, and what does not.
import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { POST, sampleContent, sampleEngagement } from "../../client/testing/sample-views";
import { settle } from "../../client/testing/virtual-clock";
import { useConnectionState } from "../connection/use-connection";
import { useContent } from "../contents/use-content";
import { type Harness, onFreshPages } from "../testing/client-harness";
import { useLike } from "./use-like";

let page: Harness;

onFreshPages(
  () => page,
  (fresh) => {
    page = fresh;
  },
);

it("[C86] a like intent renders its heart once; its answer, which shows nothing new, not at all", async () => {
  const content = sampleContent(1);
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      useContent(content);
      useConnectionState();
      return useLike(POST);
    },
    { wrapper: page.Wrapper },
  );
  await act(() => page.goLive(POST));
  renders = 0;
  act(() => result.current.press());
  expect([result.current.likeCount, renders]).toEqual([42, 1]);
  await act(async () => {
    await settle();
    page.transport
      .take("like:set")
      .answer(sampleEngagement({ likeCount: 42, version: 11, liked: true }));
    await settle();
  });
  expect(page.client.engagement.read(POST.contentId)).toMatchObject({
    version: 11,
    isPending: false,
  });
  expect([result.current.likeCount, renders]).toEqual([42, 1]);
});
