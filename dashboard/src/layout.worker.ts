// Above two hundred points the layout would hold up the page, so it runs here.

import { layout, type Link, type Point } from './layout.ts';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<{ points: Point[]; links: Link[]; width: number; height: number }>) => {
  self.postMessage(layout(data.points, data.links, data.width, data.height));
};
