export * from "./days";
export * from "./format";
export * from "./span";
export * from "./typed";
export * from "./view";
export * from "./wall";
