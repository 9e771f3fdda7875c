// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeartwireError } from "@/protocol/errors";
import { localPath } from "@/protocol/local-path";
import { Harness } from "../testing/client-harness";
import { useDemoSignIn } from "./use-demo-sign-in";
import { useRegister } from "./use-register";
import { useSignIn } from "./use-sign-in";
import { useSignOut } from "./use-sign-out";

const auth = vi.hoisted(() => ({ signIn: vi.fn(), signOut: vi.fn() }));
vi.mock("next-auth/react", () => auth);

let page: Harness;
let assign: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  page = new Harness(null, null);
  vi.stubGlobal("fetch", (input: string, init?: RequestInit) => page.fetch(input, init));
  assign = vi.spyOn(window.location, "assign").mockImplementation(() => undefined);
  auth.signIn.mockReset().mockResolvedValue({ ok: true, error: null, status: 200, url: null });
  auth.signOut.mockReset().mockResolvedValue(undefined);
});

afterEach(() => {
  cleanup();
  page.queryClient.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const ADA = { username: "ada", password: "secret password" };

describe("coming and going", () => {
  it("[C47] signing in loads the page again, only ever a path of ours", async () => {
    const { result } = renderHook(() => useSignIn(), { wrapper: page.Wrapper });
    await act(() => result.current.submit(ADA, "/settings"));
    expect(auth.signIn).toHaveBeenCalledWith("credentials", { ...ADA, redirect: false });
    expect(assign).toHaveBeenCalledWith("/settings");
    await waitFor(() => expect(result.current.isSubmitting).toBe(true));
    await act(() => result.current.submit(ADA, "//evil.example"));
    expect(assign).toHaveBeenLastCalledWith("/");
    for (const foreign of ["//evil.example", "https://evil.example", "/\\evil", undefined]) {
      expect(localPath(foreign)).toBe("/");
    }
  });

  it.each([
    [{ ok: false, error: "CredentialsSignin", status: 401 }, "UNAUTHENTICATED"],
    [{ ok: false, error: "RATE_LIMITED", status: 401 }, "RATE_LIMITED"],
    [{ ok: false, error: "Configuration", status: 500 }, "UNAVAILABLE"],
    [{ ok: false, error: "FORBIDDEN", status: 401 }, "FORBIDDEN"],
    [{ ok: false, error: "TIMEOUT", status: 401 }, "UNAVAILABLE"],
    [undefined, "UNAUTHENTICATED"],
  ])("[C47] a refusal says what it is: %j", async (answer, code) => {
    auth.signIn.mockResolvedValue(answer);
    const { result } = renderHook(() => useDemoSignIn(), { wrapper: page.Wrapper });
    await act(() => result.current.submit({ username: "ada" }));
    await waitFor(() => expect(result.current.error?.code).toBe(code));
    expect(assign).not.toHaveBeenCalled();
  });

  it("[C100] a form sent twice before it is drawn is sent once", async () => {
    page.answer("POST", "/api/register", () => ({}));
    const { result: signIn } = renderHook(() => useSignIn(), { wrapper: page.Wrapper });
    const { result: signUp } = renderHook(() => useRegister(), { wrapper: page.Wrapper });
    const { result: signOut } = renderHook(() => useSignOut(), { wrapper: page.Wrapper });
    const twice = (send: () => Promise<void>) => act(() => Promise.all([send(), send()]));

    await twice(() => signIn.current.submit(ADA));
    expect(auth.signIn).toHaveBeenCalledTimes(1);
    await twice(() => signUp.current.submit({ ...ADA, displayName: "Ada" }));
    expect(page.calls).toHaveLength(1);
    expect(auth.signIn).toHaveBeenCalledTimes(2);
    await twice(() => signOut.current.signOut());
    expect(auth.signOut).toHaveBeenCalledTimes(1);
  });

  it("[C103] a page at another address than the server's is told so, and no outage", async () => {
    auth.signIn.mockResolvedValue({ ok: false, error: "FORBIDDEN", status: 403 });
    const { result } = renderHook(() => useSignIn(), { wrapper: page.Wrapper });
    await act(() => result.current.submit(ADA));
    await waitFor(() => expect(result.current.error?.message).toContain(window.location.origin));
    expect(result.current.error?.message).toContain("NEXTAUTH_URL");
  });

  it("[C47] no network is said as such", async () => {
    auth.signIn.mockRejectedValue(new TypeError("failed to fetch"));
    const { result } = renderHook(() => useSignIn(), { wrapper: page.Wrapper });
    await act(() => result.current.submit(ADA));
    await waitFor(() => expect(result.current.error?.code).toBe("UNAVAILABLE"));
  });

  it("[C47] signing up goes straight in, or names the field that is wrong", async () => {
    page.answer("POST", "/api/register", () => ({ userId: "x", username: "ada" }));
    const { result } = renderHook(() => useRegister(), { wrapper: page.Wrapper });
    await act(() => result.current.submit({ ...ADA, displayName: "Ada" }));
    expect(auth.signIn).toHaveBeenCalledWith("credentials", { ...ADA, redirect: false });
    page.answer("POST", "/api/register", () => {
      throw new HeartwireError("CONFLICT", "taken");
    });
    await act(() => result.current.submit(ADA));
    await waitFor(() => expect(result.current.error?.code).toBe("CONFLICT"));
  });

  it("[C73] a sign-out that failed says why and leaves the page in place", async () => {
    auth.signOut.mockRejectedValue(new TypeError("failed to fetch"));
    const { result } = renderHook(() => useSignOut(), { wrapper: page.Wrapper });
    await act(() => result.current.signOut());
    await waitFor(() => expect(result.current.error?.code).toBe("UNAVAILABLE"));
    expect(result.current.isSubmitting).toBe(false);
    expect(assign).not.toHaveBeenCalled();
  });

  it("[C47] signing out loads the front page again", async () => {
    const { result } = renderHook(() => useSignOut(), { wrapper: page.Wrapper });
    await act(() => result.current.signOut());
    expect(auth.signOut).toHaveBeenCalledWith({ redirect: false });
    expect(assign).toHaveBeenCalledWith("/");
    await act(() => result.current.signOut("//evil.example"));
    expect(assign).toHaveBeenLastCalledWith("/");
  });
});
