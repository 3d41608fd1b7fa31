import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type AccountInfo, failureOf } from "../backend";
import { useStates } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Fields";

/** A password that is there, but locked away: asks for the passphrase of the file, or to unlock the keyring. */
export function UnlockDialog({ account }: { account: AccountInfo }) {
	const { layers, sync } = useStates();
	const [passphrase, setPassphrase] = useState("");
	const [failure, setFailure] = useState("");
	const [busy, setBusy] = useState(false);
	const sealed = account.secret === "file";
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		if (busy) return; // disabled, the button would lose the focus, and Esc with it
		setBusy(true);
		try {
			if (sealed) await sync.unlock(account.name, passphrase);
			else await sync.now();
			if (layers.value.kind === "password") layers.close();
		} catch (thrown) {
			setFailure(failureOf(thrown).message);
		} finally {
			setBusy(false);
		}
	};
	return (
		<Dialog
			title={`The password for ${account.name} is locked`}
			lead={
				sealed
					? "It is in a file sealed with your passphrase. Everything can be seen and edited meanwhile."
					: "Unlock the system’s keyring, then try again. Everything can be seen and edited meanwhile."
			}
			onClose={() => layers.close()}
			width={400}
			testId="unlock-dialog"
		>
			<form className="stack" onSubmit={submit}>
				{sealed ? (
					<TextField
						label="Passphrase"
						type="password"
						testId="passphrase"
						value={passphrase}
						onChange={setPassphrase}
						autoFocus
					/>
				) : null}
				{failure ? (
					<div className="note bad" role="alert">
						<TriangleAlert size={16} aria-hidden />
						<span>{failure}</span>
					</div>
				) : null}
				<div className="dialog-actions">
					<Button kind="quiet" onPress={() => layers.close()}>
						Not now
					</Button>
					<Button kind="primary" type="submit" isDisabled={sealed && passphrase === ""} data-testid="unlock-submit">
						{sealed ? "Unlock" : "Try again"}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
