export * from "./columns";
export * from "./lanes";
export * from "./month";
