"use client";
// Two pages at one address: each viewer gets the scripts of one. The server chooses; the split has to be
// named on this side, where scripts are bundled.
import dynamic from "next/dynamic";

export const Feed = dynamic(async () => (await import("../contents/feed")).Feed);
export const Landing = dynamic(async () => (await import("../landing/landing")).Landing);
