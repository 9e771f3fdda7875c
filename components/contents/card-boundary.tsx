"use client";
// Keeps a fault of one card to that card: the rest of the list stays as it is.
import { Component, type ReactNode } from "react";
import { Button } from "../ui/form/button";

interface CardBoundaryProps {
  children: ReactNode;
}

/** Draws the card from nothing when asked to. */
export class CardBoundary extends Component<CardBoundaryProps, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div role="note" className="surface flex items-center gap-3 px-5 py-4 text-soft">
        <p className="flex-1">This post could not be shown.</p>
        <Button tone="outline" onClick={() => this.setState({ isBroken: false })}>
          Try again
        </Button>
      </div>
    );
  }
}
