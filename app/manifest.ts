// The web app manifest, which lets a phone put heartwire on its home screen.
import type { MetadataRoute } from "next";

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "heartwire",
    short_name: "heartwire",
    description: "Short posts with live likes. Everyone sees the count change the moment you tap.",
    start_url: "/",
    display: "standalone",
    background_color: "#faf6f1",
    theme_color: "#faf6f1",
    icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml" }],
  };
}
