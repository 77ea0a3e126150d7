// Keeps a fault in one part of the page from taking the rest along: it is reported in its place, and can be tried again.

import { Component, type ComponentChildren, Fragment, h } from 'preact';

interface Props {
  children: ComponentChildren;
  fallback(retry: () => void): ComponentChildren;
}

export class Boundary extends Component<Props, { broken: boolean; round: number }> {
  override state = { broken: false, round: 0 };

  static override getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render({ children, fallback }: Props, { broken, round }: { broken: boolean; round: number }) {
    if (broken) return fallback(() => this.setState({ broken: false, round: round + 1 }));
    // Another key: what is tried again begins from nothing.
    return h(Fragment, { key: round }, children);
  }
}
