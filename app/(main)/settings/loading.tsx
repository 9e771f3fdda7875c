// The shape of the page while it is fetched.
import { ListPageSkeleton } from "@/components/ui/feedback/page-skeleton";

export default function Loading() {
  return <ListPageSkeleton />;
}
