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
	    categories: string[];
	    alarms: string[];
	    attendees: Attendee[];
	    organizer: string;
	    recurs: boolean;
	    writable: boolean;
	    state: string;
	
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
	        this.categories = source["categories"];
	        this.alarms = source["alarms"];
	        this.attendees = this.convertValues(source["attendees"], Attendee);
	        this.organizer = source["organizer"];
	        this.recurs = source["recurs"];
	        this.writable = source["writable"];
	        this.state = source["state"];
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
	export class Saved {
	    uid: string;
	    object: string;
	    revision: number;
	    calendar: string;
	    change: string;
	
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
	    }
	}
	export class SettingsInfo {
	    defaultCalendar: string;
	    weekStart: number;
	    timeZone: string;
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
	        this.version = source["version"];
	        this.demo = source["demo"];
	    }
	}

}

