import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { failureOf } from "../backend";
import { useStates, useValue } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Fields";
import { sentenceOf } from "./sentences";
import { UnlockDialog } from "./UnlockDialog";

/** Asks for an account's password anew. What was changed meanwhile waits and is sent afterwards. */
export default function PasswordDialog({ account }: { account: string }) {
	const { layers, sync } = useStates();
	const info = useValue(sync).find((a) => a.name === account);
	const [password, setPassword] = useState("");
	const [failure, setFailure] = useState<ReturnType<typeof sentenceOf>>();
	const [busy, setBusy] = useState(false);
	if (info?.errorCode === "locked") return <UnlockDialog account={info} />;
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		if (busy) return; // disabled, the button would lose the focus, and Esc with it
		setBusy(true);
		try {
			await sync.setPassword(account, password);
			if (layers.value.kind === "password") layers.close();
		} catch (thrown) {
			setFailure(sentenceOf(failureOf(thrown)));
		} finally {
			setBusy(false);
		}
	};
	return (
		<Dialog
			title={`Password for ${account}`}
			lead={info ? `${info.user} at ${info.url}. Nothing is lost: your changes wait here.` : ""}
			onClose={() => layers.close()}
			width={400}
			testId="password-dialog"
		>
			<form className="stack" onSubmit={submit}>
				<TextField
					label="Password"
					type="password"
					testId="password"
					value={password}
					onChange={setPassword}
					autoFocus
				/>
				{failure ? (
					<div className="note bad" role="alert">
						<TriangleAlert size={16} aria-hidden />
						<span>
							<strong>{failure.title}</strong>
							{failure.text}
						</span>
					</div>
				) : null}
				<div className="dialog-actions">
					<Button kind="quiet" onPress={() => layers.close()}>
						Not now
					</Button>
					<Button kind="primary" type="submit" isDisabled={password === ""} data-testid="password-submit">
						{busy ? "Signing in…" : "Sign in"}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
