export * from "./acts";
export * from "./Draft";
export { FORESEEN, type ScopeQuestion } from "./Edits";
export * from "./foreseen";
export type { HistoryValue, Page, Since, Subject } from "./History";
export type { Layer } from "./Layers";
// QuickAdd is imported by name, so that it loads with what uses it.
export type { Message } from "./Messages";
export { useValue } from "./observable";
export * from "./placed";
export type { SlotPlace } from "./Selection";
export { systemZone } from "./Settings";
export * from "./Sync";
export * from "./states";
export * from "./together";
