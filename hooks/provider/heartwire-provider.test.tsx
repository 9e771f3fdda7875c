// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TransportListener } from "../../client/connection/transport";
import { BOB, EPOCH, ME } from "../../client/testing/sample-views";
import { useCurrentUser } from "../accounts/use-current-user";
import { HeartwireProvider } from "./heartwire-provider";

const sockets = vi.hoisted(() => ({ opened: 0, openNow: 0 }));

vi.mock("../../client/connection/socket-transport", () => ({
  openSocketTransport: (_listener: TransportListener) => {
    let isOpen = false;
    return {
      get isOpen() {
        return isOpen;
      },
      open() {
        isOpen = true;
        sockets.opened += 1;
        sockets.openNow += 1;
      },
      close() {
        if (isOpen) sockets.openNow -= 1;
        isOpen = false;
      },
      ask: () => new Promise(() => undefined),
    };
  },
}));

beforeEach(() => {
  Object.assign(sockets, { opened: 0, openNow: 0 });
});

afterEach(cleanup);

function Name() {
  return <p>{useCurrentUser()?.username ?? "visitor"}</p>;
}

function App({ viewer }: { viewer: typeof ME | null }) {
  return (
    <StrictMode>
      <HeartwireProvider viewer={viewer} epoch={EPOCH} inbox={null}>
        <Name />
      </HeartwireProvider>
    </StrictMode>
  );
}

describe("provider", () => {
  it("[C19] one page opens one socket, also under StrictMode; leaving closes it", async () => {
    const { unmount } = render(<App viewer={ME} />);
    await vi.waitFor(() => expect(sockets.opened).toBe(1));
    unmount();
    expect(sockets).toEqual({ opened: 1, openNow: 0 });
  });

  it("[C19] another person is another client; a second provider, as hot reload leaves, takes over", async () => {
    const { rerender, container } = render(<App viewer={ME} />);
    await vi.waitFor(() => expect(sockets.openNow).toBe(1));
    rerender(<App viewer={BOB} />);
    await vi.waitFor(() => expect(sockets.opened).toBe(2));
    expect(container.textContent).toBe(BOB.username);
    render(<App viewer={BOB} />);
    await vi.waitFor(() => expect(sockets.opened).toBe(3));
    expect(sockets.openNow).toBe(1);
  });

  it("[C19] put into the back/forward cache it closes the socket, brought back it opens one", async () => {
    render(<App viewer={ME} />);
    await vi.waitFor(() => expect(sockets.openNow).toBe(1));
    window.dispatchEvent(new Event("pagehide"));
    expect(sockets.openNow).toBe(0);
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    await vi.waitFor(() => expect(sockets.openNow).toBe(1));
  });

  it("[C26] a visitor opens none", () => {
    const { container } = render(<App viewer={null} />);
    expect(container.textContent).toBe("visitor");
    expect(sockets.opened).toBe(0);
  });
});
