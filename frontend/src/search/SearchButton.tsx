import { Search } from "lucide-react";
import { useStates } from "../state";
import { Button } from "../ui";

/** Looks like the field it opens. */
export function SearchButton() {
	const { layers } = useStates();
	return (
		<span className="search-button">
			<Button
				kind="quiet"
				onPress={() => layers.open({ kind: "search", query: "", for: "events" })}
				aria-label="Search (/)"
				data-testid="search"
			>
				<Search size={15} aria-hidden />
				<span>Search</span>
				<kbd aria-hidden>/</kbd>
			</Button>
		</span>
	);
}
