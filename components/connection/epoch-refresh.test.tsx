// @vitest-environment happy-dom
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { EPOCH, ME, OTHER_EPOCH } from "@/client/testing/sample-views";
import { settle } from "@/client/testing/virtual-clock";
import { Harness } from "@/hooks/testing/client-harness";
import { EpochRefresh } from "./epoch-refresh";

const refresh = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh }) }));

afterEach(cleanup);

it("[C62] another epoch has the rendered pages read again, once", async () => {
  const page = new Harness();
  const { unmount } = render(<EpochRefresh />, { wrapper: page.Wrapper });
  await act(() => page.goLive());
  const ready = { userId: ME.userId, unreadCount: 0, inboxVersion: 1 };
  act(() => page.transport.deliver("session:ready", { ...ready, epoch: EPOCH }));
  expect(refresh).not.toHaveBeenCalled();
  await act(async () => {
    page.transport.deliver("session:ready", { ...ready, epoch: OTHER_EPOCH });
    page.answerSync({ epoch: OTHER_EPOCH });
    await settle();
  });
  expect(refresh).toHaveBeenCalledTimes(1);
  unmount();
  act(() => page.client.events.send("epochChanged", EPOCH));
  expect(refresh).toHaveBeenCalledTimes(1);
  page.client.stop();
});
