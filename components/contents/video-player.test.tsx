// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { VideoPlayer } from "./video-player";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it("[C78] a film that could not be played says so and is asked for again", () => {
  const load = vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(() => undefined);
  const play = vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue(undefined);
  const video = {
    url: "/film.mp4",
    posterUrl: "/film.jpg",
    durationMs: 8_000,
    width: 16,
    height: 9,
  };
  render(<VideoPlayer video={video} label="A film" />);
  fireEvent.click(screen.getByRole("button", { name: "Play: A film" }));
  expect(play).toHaveBeenCalledTimes(1);
  fireEvent.error(screen.getByLabelText("A film"));
  expect(screen.getByRole("alert").textContent).toContain("could not be played");
  fireEvent.click(screen.getByRole("button", { name: /Try again$/ }));
  expect(screen.queryByRole("alert")).toBeNull();
  expect([load.mock.calls.length, play.mock.calls.length]).toEqual([1, 2]);
});
