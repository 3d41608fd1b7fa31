import "./ui.css";

export * from "./Anchored";
export * from "./Button";
export * from "./Dialog";
export * from "./Menu";
export * from "./pointer";
export * from "./Segmented";
export * from "./Toasts";
export * from "./ParsedInput";
