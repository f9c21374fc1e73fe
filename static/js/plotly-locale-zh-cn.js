// Plotly's words in Simplified Chinese, for what our charts can show.
"use strict";

Plotly.register({
  moduleType: "locale",
  name: "zh-CN",
  dictionary: {
    Autoscale: "自动缩放",
    "Click to enter X axis title": "输入横轴标题",
    "Click to enter Y axis title": "输入纵轴标题",
    "Double-click on legend to isolate one trace": "双击图例只看这一项",
    "Download plot": "下载图片",
    "Download plot as a PNG": "下载图片（PNG）",
    "Download plot as a png": "下载图片（PNG）",
    "Download plot as a svg": "下载图片（SVG）",
    "Double-click to zoom back out": "双击还原",
    Pan: "平移",
    Reset: "还原",
    "Reset axes": "还原坐标轴",
    "Snapshot succeeded": "图片已生成",
    "Sorry, there was a problem downloading your snapshot!": "抱歉，图片没有生成。",
    "Taking snapshot - this may take a few seconds": "正在生成图片，请稍候",
    Zoom: "缩放",
    "Zoom in": "放大",
    "Zoom out": "缩小",
  },
  format: {
    days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
    months: ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
    shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    date: "%Y-%m-%d",
    year: "%Y年",
    month: "%Y年%-m月",
    decimal: ".",
    thousands: ",",
    grouping: [3],
  },
});
