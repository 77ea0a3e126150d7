// A component that is drawn again only when one of its properties is another one.

import { Component, h, type FunctionComponent } from 'preact';

export function memo<P extends object>(View: FunctionComponent<P>): FunctionComponent<P> {
  class Kept extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const names = new Set([...Object.keys(this.props), ...Object.keys(next)]) as Set<keyof P>;
      return [...names].some((name) => this.props[name] !== next[name]);
    }

    override render() {
      return h(View, this.props);
    }
  }
  return Kept as unknown as FunctionComponent<P>;
}
