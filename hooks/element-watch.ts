// One IntersectionObserver for the page, whoever wants to know about however many elements.

type Listener = (isInView: boolean) => void;

/** A little before it is on screen: the room is joined when the eye arrives. */
const ROOT_MARGIN = "100px 0px";

let observer: IntersectionObserver | null = null;
const listeners = new WeakMap<Element, Listener>();

/** Where the browser cannot tell, everything counts as in view. */
export function watchElement(element: Element, listener: Listener): () => void {
  if (typeof IntersectionObserver === "undefined") {
    listener(true);
    return () => listener(false);
  }
  observer ??= new IntersectionObserver(tellAll, { rootMargin: ROOT_MARGIN });
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    observer?.unobserve(element);
    listeners.delete(element);
    listener(false);
  };
}

function tellAll(entries: IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
}
