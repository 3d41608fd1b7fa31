import "./ui.css";

// What the first chunk needs. Overlays (Dialog, Anchored, Menu) and Fields are imported by name, so that they load with what uses them.
export * from "./Button";
export * from "./ParsedInput";
export * from "./pointer";
export * from "./pressed";
export * from "./Segmented";
export * from "./Toasts";
