declare module 'echarts/lib/chart/custom/install.js' {
  export const install: import('echarts/core').EChartsExtensionInstaller;
}
declare module 'echarts/lib/renderer/installSVGRenderer.js' {
  export const install: import('echarts/core').EChartsExtensionInstaller;
}
declare module 'echarts/lib/renderer/installCanvasRenderer.js' {
  export const install: import('echarts/core').EChartsExtensionInstaller;
}
