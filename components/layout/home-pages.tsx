"use client";
// Two pages at one address: each viewer is sent the scripts of one. The choice is made on the server; the
// split has to be named on this side, where scripts are put together.
import dynamic from "next/dynamic";

export const Feed = dynamic(async () => (await import("../contents/feed")).Feed);
export const Landing = dynamic(async () => (await import("../landing/landing")).Landing);
