// What a browser calls itself, in words a person knows.
import { describe, expect, it } from "vitest";
import { deviceName } from "./device-name";

describe("device words", () => {
  it("[C57] names browser and system, and falls back to what was sent", () => {
    expect(
      deviceName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ).toEqual({
      name: "Firefox on Linux",
      isPhone: false,
    });
    expect(
      deviceName(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
      ),
    ).toEqual({ name: "Safari on iPhone", isPhone: true });
    expect(deviceName("curl/8.5.0").name).toBe("curl");
    expect(deviceName("").name).toBe("Unknown device");
  });
});
