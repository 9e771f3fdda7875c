// As app/not-found.tsx, inside the frame of (main).
import { NothingHere } from "@/components/layout/nothing-here";

export default function RoomNotFound() {
  return <NothingHere />;
}
