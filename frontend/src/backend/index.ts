export * from "./backend";
export * from "./errors";
export * from "./foresight";
export * from "./ledger";
export * from "./sentence";
