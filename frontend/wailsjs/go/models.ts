export namespace bridge {
	
	export class CalendarInfo {
	    id: string;
	    account: string;
	    name: string;
	    color: string;
	    href: string;
	    writable: boolean;
	    components: string[];
	    objects: number;
	    hidden: boolean;
	    isDefault: boolean;
	    heldReason: string;
	    heldAt: string;
	    held: number;
	    heldMessage: string;
	
	    static createFrom(source: any = {}) {
	        return new CalendarInfo(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.account = source["account"];
	        this.name = source["name"];
	        this.color = source["color"];
	        this.href = source["href"];
	        this.writable = source["writable"];
	        this.components = source["components"];
	        this.objects = source["objects"];
	        this.hidden = source["hidden"];
	        this.isDefault = source["isDefault"];
	        this.heldReason = source["heldReason"];
	        this.heldAt = source["heldAt"];
	        this.held = source["held"];
	        this.heldMessage = source["heldMessage"];
	    }
	}
	export class AccountAdded {
	    name: string;
	    calendars: CalendarInfo[];
	    notes: string[];
	
	    static createFrom(source: any = {}) {
	        return new AccountAdded(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.calendars = this.convertValues(source["calendars"], CalendarInfo);
	        this.notes = source["notes"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class AccountInfo {
	    name: string;
	    provider: string;
	    url: string;
	    user: string;
	    valid: boolean;
	    lastSync: string;
	    error: string;
	    errorCode: string;
	    phase: string;
	    pending: number;
	    secret: string;
	    done: number;
	    total: number;
	
	    static createFrom(source: any = {}) {
	        return new AccountInfo(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.provider = source["provider"];
	        this.url = source["url"];
	        this.user = source["user"];
	        this.valid = source["valid"];
	        this.lastSync = source["lastSync"];
	        this.error = source["error"];
	        this.errorCode = source["errorCode"];
	        this.phase = source["phase"];
	        this.pending = source["pending"];
	        this.secret = source["secret"];
	        this.done = source["done"];
	        this.total = source["total"];
	    }
	}
	export class AddAccount {
	    name: string;
	    address: string;
	    provider: string;
	    user: string;
	    password: string;
	    passwordCommand: string;
	    secret: string;
	    passphrase: string;
	    allowPlain: boolean;
	
	    static createFrom(source: any = {}) {
	        return new AddAccount(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.address = source["address"];
	        this.provider = source["provider"];
	        this.user = source["user"];
	        this.password = source["password"];
	        this.passwordCommand = source["passwordCommand"];
	        this.secret = source["secret"];
	        this.passphrase = source["passphrase"];
	        this.allowPlain = source["allowPlain"];
	    }
	}
	export class Attendee {
	    name: string;
	    address: string;
	    status: string;
	
	    static createFrom(source: any = {}) {
	        return new Attendee(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.address = source["address"];
	        this.status = source["status"];
	    }
	}
	
	export class Conference {
	    label: string;
	    uri: string;
	
	    static createFrom(source: any = {}) {
	        return new Conference(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.label = source["label"];
	        this.uri = source["uri"];
	    }
	}
	export class ConflictText {
	    base: string;
	    ours: string;
	    theirs: string;
	
	    static createFrom(source: any = {}) {
	        return new ConflictText(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.base = source["base"];
	        this.ours = source["ours"];
	        this.theirs = source["theirs"];
	    }
	}
	export class ConflictField {
	    name: string;
	    base: string;
	    ours: string;
	    theirs: string;
	    base_raw: string;
	    ours_raw: string;
	    theirs_raw: string;
	
	    static createFrom(source: any = {}) {
	        return new ConflictField(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.base = source["base"];
	        this.ours = source["ours"];
	        this.theirs = source["theirs"];
	        this.base_raw = source["base_raw"];
	        this.ours_raw = source["ours_raw"];
	        this.theirs_raw = source["theirs_raw"];
	    }
	}
	export class ConflictDetail {
	    id: string;
	    uid: string;
	    summary: string;
	    calendar: string;
	    object: string;
	    at: string;
	    reason: string;
	    fields: ConflictField[];
	    text: ConflictText;
	
	    static createFrom(source: any = {}) {
	        return new ConflictDetail(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.uid = source["uid"];
	        this.summary = source["summary"];
	        this.calendar = source["calendar"];
	        this.object = source["object"];
	        this.at = source["at"];
	        this.reason = source["reason"];
	        this.fields = this.convertValues(source["fields"], ConflictField);
	        this.text = this.convertValues(source["text"], ConflictText);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ConflictRow {
	    id: string;
	    uid: string;
	    summary: string;
	    calendar: string;
	    object: string;
	    at: string;
	    reason: string;
	    fields: ConflictField[];
	
	    static createFrom(source: any = {}) {
	        return new ConflictRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.uid = source["uid"];
	        this.summary = source["summary"];
	        this.calendar = source["calendar"];
	        this.object = source["object"];
	        this.at = source["at"];
	        this.reason = source["reason"];
	        this.fields = this.convertValues(source["fields"], ConflictField);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Counts {
	    created: number;
	    updated: number;
	    deleted: number;
	
	    static createFrom(source: any = {}) {
	        return new Counts(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.created = source["created"];
	        this.updated = source["updated"];
	        this.deleted = source["deleted"];
	    }
	}
	export class DeletedCalendar {
	    id: string;
	    account: string;
	    name: string;
	    color: string;
	    objects: number;
	    at: string;
	    missing: boolean;
	
	    static createFrom(source: any = {}) {
	        return new DeletedCalendar(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.account = source["account"];
	        this.name = source["name"];
	        this.color = source["color"];
	        this.objects = source["objects"];
	        this.at = source["at"];
	        this.missing = source["missing"];
	    }
	}
	export class Time {
	    kind: string;
	    wall: string;
	    tzid: string;
	    instant: number;
	
	    static createFrom(source: any = {}) {
	        return new Time(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.wall = source["wall"];
	        this.tzid = source["tzid"];
	        this.instant = source["instant"];
	    }
	}
	export class Details {
	    object: string;
	    revision: number;
	    uid: string;
	    recurrenceId: string;
	    calendar: string;
	    summary: string;
	    start: Time;
	    end: Time;
	    allDay: boolean;
	    rrule: string;
	    rruleText: string;
	    location: string;
	    description: string;
	    url: string;
	    status: string;
	    transparency: string;
	    class: string;
	    color: string;
	    categories: string[];
	    alarms: string[];
	    attendees: Attendee[];
	    organizer: string;
	    conferences: Conference[];
	    recurs: boolean;
	    writable: boolean;
	    state: string;
	    held: string;
	
	    static createFrom(source: any = {}) {
	        return new Details(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.object = source["object"];
	        this.revision = source["revision"];
	        this.uid = source["uid"];
	        this.recurrenceId = source["recurrenceId"];
	        this.calendar = source["calendar"];
	        this.summary = source["summary"];
	        this.start = this.convertValues(source["start"], Time);
	        this.end = this.convertValues(source["end"], Time);
	        this.allDay = source["allDay"];
	        this.rrule = source["rrule"];
	        this.rruleText = source["rruleText"];
	        this.location = source["location"];
	        this.description = source["description"];
	        this.url = source["url"];
	        this.status = source["status"];
	        this.transparency = source["transparency"];
	        this.class = source["class"];
	        this.color = source["color"];
	        this.categories = source["categories"];
	        this.alarms = source["alarms"];
	        this.attendees = this.convertValues(source["attendees"], Attendee);
	        this.organizer = source["organizer"];
	        this.conferences = this.convertValues(source["conferences"], Conference);
	        this.recurs = source["recurs"];
	        this.writable = source["writable"];
	        this.state = source["state"];
	        this.held = source["held"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Patch {
	    summary?: string;
	    location?: string;
	    description?: string;
	    url?: string;
	    status?: string;
	    transparency?: string;
	    class?: string;
	    color?: string;
	    rrule?: string;
	    tzid?: string;
	    categories?: string[];
	    alarms?: string[];
	    start?: string;
	    end?: string;
	    allDay?: boolean;
	    floating?: boolean;
	    clear?: string[];
	
	    static createFrom(source: any = {}) {
	        return new Patch(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.summary = source["summary"];
	        this.location = source["location"];
	        this.description = source["description"];
	        this.url = source["url"];
	        this.status = source["status"];
	        this.transparency = source["transparency"];
	        this.class = source["class"];
	        this.color = source["color"];
	        this.rrule = source["rrule"];
	        this.tzid = source["tzid"];
	        this.categories = source["categories"];
	        this.alarms = source["alarms"];
	        this.start = source["start"];
	        this.end = source["end"];
	        this.allDay = source["allDay"];
	        this.floating = source["floating"];
	        this.clear = source["clear"];
	    }
	}
	export class EditOne {
	    object: string;
	    recurrenceId: string;
	    patch: Patch;
	    delete: boolean;
	    copy: boolean;
	
	    static createFrom(source: any = {}) {
	        return new EditOne(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.object = source["object"];
	        this.recurrenceId = source["recurrenceId"];
	        this.patch = this.convertValues(source["patch"], Patch);
	        this.delete = source["delete"];
	        this.copy = source["copy"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SpanRow {
	    start: string;
	    end: string;
	    all_day: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SpanRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.start = source["start"];
	        this.end = source["end"];
	        this.all_day = source["all_day"];
	    }
	}
	export class EffectRow {
	    kind: string;
	    recurrence_id?: string;
	    before?: SpanRow;
	    after?: SpanRow;
	    exception: boolean;
	    shifted: boolean;
	
	    static createFrom(source: any = {}) {
	        return new EffectRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.recurrence_id = source["recurrence_id"];
	        this.before = this.convertValues(source["before"], SpanRow);
	        this.after = this.convertValues(source["after"], SpanRow);
	        this.exception = source["exception"];
	        this.shifted = source["shifted"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Fault {
	    code: string;
	    message: string;
	    hint?: string;
	    field?: string;
	
	    static createFrom(source: any = {}) {
	        return new Fault(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.message = source["message"];
	        this.hint = source["hint"];
	        this.field = source["field"];
	    }
	}
	export class FieldRow {
	    name: string;
	    before: string;
	    after: string;
	
	    static createFrom(source: any = {}) {
	        return new FieldRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.before = source["before"];
	        this.after = source["after"];
	    }
	}
	export class HeldChange {
	    reason: string;
	    at: string;
	    removals: number;
	    changes: number;
	    sends: number;
	    message: string;
	
	    static createFrom(source: any = {}) {
	        return new HeldChange(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.reason = source["reason"];
	        this.at = source["at"];
	        this.removals = source["removals"];
	        this.changes = source["changes"];
	        this.sends = source["sends"];
	        this.message = source["message"];
	    }
	}
	
	export class PlanRow {
	    calendar: string;
	    uid: string;
	    summary: string;
	    direction: string;
	    kind: string;
	    held: boolean;
	
	    static createFrom(source: any = {}) {
	        return new PlanRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.calendar = source["calendar"];
	        this.uid = source["uid"];
	        this.summary = source["summary"];
	        this.direction = source["direction"];
	        this.kind = source["kind"];
	        this.held = source["held"];
	    }
	}
	export class StrayRow {
	    recurrence_id: string;
	    kind: string;
	    summary: string;
	
	    static createFrom(source: any = {}) {
	        return new StrayRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.recurrence_id = source["recurrence_id"];
	        this.kind = source["kind"];
	        this.summary = source["summary"];
	    }
	}
	export class PreviewRow {
	    uid: string;
	    calendar: string;
	    moves_to?: string;
	    splits: boolean;
	    deletes: boolean;
	    effects: EffectRow[];
	    conflicts: StrayRow[];
	    cut: boolean;
	
	    static createFrom(source: any = {}) {
	        return new PreviewRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uid = source["uid"];
	        this.calendar = source["calendar"];
	        this.moves_to = source["moves_to"];
	        this.splits = source["splits"];
	        this.deletes = source["deletes"];
	        this.effects = this.convertValues(source["effects"], EffectRow);
	        this.conflicts = this.convertValues(source["conflicts"], StrayRow);
	        this.cut = source["cut"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class QuickChip {
	    text: string;
	    kind: string;
	    means: string;
	
	    static createFrom(source: any = {}) {
	        return new QuickChip(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.kind = source["kind"];
	        this.means = source["means"];
	    }
	}
	export class QuickReading {
	    text: string;
	    means: string;
	    sentence: string;
	
	    static createFrom(source: any = {}) {
	        return new QuickReading(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.means = source["means"];
	        this.sentence = source["sentence"];
	    }
	}
	export class QuickDoubt {
	    why: string;
	    text: string;
	    message: string;
	    readings: QuickReading[];
	
	    static createFrom(source: any = {}) {
	        return new QuickDoubt(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.why = source["why"];
	        this.text = source["text"];
	        this.message = source["message"];
	        this.readings = this.convertValues(source["readings"], QuickReading);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class QuickDraft {
	    title: string;
	    start: string;
	    end: string;
	    allDay: boolean;
	    tzid: string;
	    rrule: string;
	    rruleText: string;
	    location: string;
	    people: string[];
	    calendar: string;
	    alarms: string[];
	    transparency: string;
	    call: string;
	    url: string;
	    note: string;
	    task: boolean;
	    chips: QuickChip[];
	    doubts: QuickDoubt[];
	    missing: string;
	    understood: string;
	
	    static createFrom(source: any = {}) {
	        return new QuickDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.start = source["start"];
	        this.end = source["end"];
	        this.allDay = source["allDay"];
	        this.tzid = source["tzid"];
	        this.rrule = source["rrule"];
	        this.rruleText = source["rruleText"];
	        this.location = source["location"];
	        this.people = source["people"];
	        this.calendar = source["calendar"];
	        this.alarms = source["alarms"];
	        this.transparency = source["transparency"];
	        this.call = source["call"];
	        this.url = source["url"];
	        this.note = source["note"];
	        this.task = source["task"];
	        this.chips = this.convertValues(source["chips"], QuickChip);
	        this.doubts = this.convertValues(source["doubts"], QuickDoubt);
	        this.missing = source["missing"];
	        this.understood = source["understood"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Receipt {
	    state: string;
	    message: string;
	    hint: string;
	    at: string;
	    code: string;
	    fields: FieldRow[];
	
	    static createFrom(source: any = {}) {
	        return new Receipt(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.state = source["state"];
	        this.message = source["message"];
	        this.hint = source["hint"];
	        this.at = source["at"];
	        this.code = source["code"];
	        this.fields = this.convertValues(source["fields"], FieldRow);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Recurrence {
	    text: string;
	    next: SpanRow[];
	    more: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Recurrence(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.next = this.convertValues(source["next"], SpanRow);
	        this.more = source["more"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Saved {
	    uid: string;
	    object: string;
	    revision: number;
	    calendar: string;
	    change: string;
	    changes: number;
	    left: number;
	    said: string;
	
	    static createFrom(source: any = {}) {
	        return new Saved(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uid = source["uid"];
	        this.object = source["object"];
	        this.revision = source["revision"];
	        this.calendar = source["calendar"];
	        this.change = source["change"];
	        this.changes = source["changes"];
	        this.left = source["left"];
	        this.said = source["said"];
	    }
	}
	export class Sentence {
	    text: string;
	    calendar: string;
	    slot: string;
	    language: string;
	
	    static createFrom(source: any = {}) {
	        return new Sentence(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.calendar = source["calendar"];
	        this.slot = source["slot"];
	        this.language = source["language"];
	    }
	}
	export class SettingsInfo {
	    defaultCalendar: string;
	    weekStart: number;
	    timeZone: string;
	    moreZones: string[];
	    dateOrder: string;
	    keys: string;
	    ledgerBytes: number;
	    ledgerDays: number;
	    ledgerMB: number;
	    recordMB: number;
	    version: string;
	    demo: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SettingsInfo(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.defaultCalendar = source["defaultCalendar"];
	        this.weekStart = source["weekStart"];
	        this.timeZone = source["timeZone"];
	        this.moreZones = source["moreZones"];
	        this.dateOrder = source["dateOrder"];
	        this.keys = source["keys"];
	        this.ledgerBytes = source["ledgerBytes"];
	        this.ledgerDays = source["ledgerDays"];
	        this.ledgerMB = source["ledgerMB"];
	        this.recordMB = source["recordMB"];
	        this.version = source["version"];
	        this.demo = source["demo"];
	    }
	}
	
	
	export class SyncFailure {
	    href: string;
	    code: string;
	    message: string;
	    hint?: string;
	
	    static createFrom(source: any = {}) {
	        return new SyncFailure(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.href = source["href"];
	        this.code = source["code"];
	        this.message = source["message"];
	        this.hint = source["hint"];
	    }
	}
	export class SyncCalendar {
	    id: string;
	    name: string;
	    href: string;
	    received: Counts;
	    sent: Counts;
	    merged: number;
	    returned: number;
	    conflicts: number;
	    held_back: number;
	    held?: HeldChange;
	    failed: SyncFailure[];
	    unreadable: SyncFailure[];
	    method: string;
	    error?: Fault;
	
	    static createFrom(source: any = {}) {
	        return new SyncCalendar(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.href = source["href"];
	        this.received = this.convertValues(source["received"], Counts);
	        this.sent = this.convertValues(source["sent"], Counts);
	        this.merged = source["merged"];
	        this.returned = source["returned"];
	        this.conflicts = source["conflicts"];
	        this.held_back = source["held_back"];
	        this.held = this.convertValues(source["held"], HeldChange);
	        this.failed = this.convertValues(source["failed"], SyncFailure);
	        this.unreadable = this.convertValues(source["unreadable"], SyncFailure);
	        this.method = source["method"];
	        this.error = this.convertValues(source["error"], Fault);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SyncAccount {
	    name: string;
	    requests: number;
	    error?: Fault;
	    calendars: SyncCalendar[];
	
	    static createFrom(source: any = {}) {
	        return new SyncAccount(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.requests = source["requests"];
	        this.error = this.convertValues(source["error"], Fault);
	        this.calendars = this.convertValues(source["calendars"], SyncCalendar);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class SyncResult {
	    started: string;
	    duration_ms: number;
	    requests: number;
	    bytes_received: number;
	    bytes_sent: number;
	    accounts: SyncAccount[];
	    plan: PlanRow[];
	
	    static createFrom(source: any = {}) {
	        return new SyncResult(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.started = source["started"];
	        this.duration_ms = source["duration_ms"];
	        this.requests = source["requests"];
	        this.bytes_received = source["bytes_received"];
	        this.bytes_sent = source["bytes_sent"];
	        this.accounts = this.convertValues(source["accounts"], SyncAccount);
	        this.plan = this.convertValues(source["plan"], PlanRow);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}

}

