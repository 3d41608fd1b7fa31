import { ArrowRight } from "lucide-react";
import { type Change, isReceipt } from "../backend";
import { fieldWords, readable } from "../occurrence/fields";
import { useStates } from "../state";

/** How many fields are shown of what was created or deleted. */
const FEW = 3;

/** The fields a change touched, before and after. */
export function Differences({ change }: { change: Change }) {
	const { clock } = useStates();
	const all = readable(change.fields);
	const whole = change.kind === "created" || change.kind === "deleted";
	const shown = whole ? all.filter(({ name }) => ["start", "location", "rrule"].includes(name)).slice(0, FEW) : all;
	if (shown.length === 0) return isReceipt(change) ? <p className="version-note">Only what programs read.</p> : null;
	return (
		<dl className="differences">
			{shown.map(({ name, before, after }) => {
				const words = fieldWords(name, [before, after], clock.zone);
				const [was = "", is = ""] = words.values;
				return (
					<div key={name}>
						<dt>{words.label}</dt>
						<dd>
							{whole ? (
								<span>{is || was}</span>
							) : (
								<>
									{was ? (
										<>
											<del>{was}</del>
											<ArrowRight size={12} aria-label="became" />
										</>
									) : null}
									{is ? <ins>{is}</ins> : <em>removed</em>}
								</>
							)}
						</dd>
					</div>
				);
			})}
		</dl>
	);
}
