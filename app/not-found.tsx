// Nothing is at this address, or nothing the viewer may see: both look alike on purpose.
import type { Metadata } from "next";
import { NothingHere } from "@/components/layout/nothing-here";

export const metadata: Metadata = { title: "Nothing here" };

export default function NotFound() {
  return <NothingHere isWholePage />;
}
