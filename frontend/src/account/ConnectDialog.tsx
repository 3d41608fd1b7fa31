import { ShieldAlert, TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Failure, failureOf, type NewAccount, type SecretPlace } from "../backend";
import { useStates } from "../state";
import { Button } from "../ui";
import { Dialog } from "../ui/Dialog";
import { Checkbox, Select, TextField } from "../ui/Fields";
import { isPlain, sentenceOf } from "./sentences";

const blank: NewAccount = {
	name: "",
	address: "",
	user: "",
	password: "",
	secret: "keyring",
	passphrase: "",
	allowPlain: false,
};

const places: { id: SecretPlace; label: string }[] = [
	{ id: "keyring", label: "This computer’s keyring" },
	{ id: "file", label: "A file sealed with a passphrase" },
	{ id: "session", label: "Nowhere: ask at every start" },
];

/** Connects an account: address, user, password, and a sentence for whatever goes wrong. */
export default function ConnectDialog() {
	const { backend, calendars, layers, messages, sync } = useStates();
	const [given, setGiven] = useState(blank);
	const [failure, setFailure] = useState<Failure>();
	const [choosing, setChoosing] = useState(false);
	const [busy, setBusy] = useState(false);
	const change = (part: Partial<NewAccount>) => setGiven({ ...given, ...part });
	const sentence = failure && sentenceOf(failure);
	const plain = isPlain(given.address);
	const mail = given.address.includes("@") && !given.address.includes("/");

	const submit = async (event: FormEvent) => {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		try {
			const address = given.address.trim();
			const user = given.user.trim() || (mail ? address : "");
			const { calendars: found, notes } = await backend.connect({ ...given, address, user });
			await Promise.all([calendars.load(), sync.load()]);
			layers.close();
			const count = found.length === 1 ? "1 calendar" : `${found.length} calendars`;
			messages.done([`Connected: ${count}.`, ...notes].join(" "));
		} catch (thrown) {
			const failed = failureOf(thrown);
			setFailure(failed);
			if (failed.code === "no_keyring" || failed.code === "locked") {
				setChoosing(true);
				change({ secret: "session" });
			}
		} finally {
			setBusy(false);
		}
	};
	return (
		<Dialog
			title="Connect an account"
			lead="Your calendars are copied to this computer, and kept in step from then on."
			onClose={() => layers.close()}
			width={440}
			testId="connect-dialog"
		>
			<form className="stack" onSubmit={submit}>
				<TextField
					label="E-mail or server address"
					testId="connect-address"
					placeholder="you@example.org or https://…"
					value={given.address}
					onChange={(address) => change({ address })}
					isInvalid={sentence?.field === "address"}
					autoFocus
				/>
				<TextField
					label={mail ? "User name, if it differs" : "User name"}
					testId="connect-user"
					value={given.user}
					onChange={(user) => change({ user })}
					isInvalid={sentence?.field === "user"}
				/>
				<TextField
					label="Password"
					testId="connect-password"
					type="password"
					value={given.password}
					onChange={(password) => change({ password })}
					isInvalid={sentence?.field === "password"}
				/>
				{plain ? (
					<Checkbox
						isSelected={given.allowPlain}
						onChange={(allowPlain) => change({ allowPlain })}
						data-testid="connect-plain"
					>
						Send my password unencrypted to this address
					</Checkbox>
				) : null}
				{sentence ? (
					<div className="note bad" role="alert" data-testid="connect-failure" data-code={failure?.code}>
						{failure?.code === "plain" || failure?.code === "certificate" ? (
							<ShieldAlert size={16} aria-hidden />
						) : (
							<TriangleAlert size={16} aria-hidden />
						)}
						<span>
							<strong>{sentence.title}</strong>
							{sentence.text}
						</span>
					</div>
				) : null}
				{choosing ? (
					<Select
						label="Keep the password in"
						options={places}
						value={given.secret}
						onChange={(secret) => change({ secret })}
						testId="connect-secret"
					/>
				) : null}
				{given.secret === "file" ? (
					<TextField
						label="Passphrase for the file"
						testId="connect-passphrase"
						type="password"
						hint="Asked for at every start. It cannot be recovered."
						value={given.passphrase}
						onChange={(passphrase) => change({ passphrase })}
					/>
				) : null}
				<div className="dialog-actions">
					{choosing ? null : (
						<span className="push">
							<Button kind="quiet" onPress={() => setChoosing(true)}>
								Where is my password kept?
							</Button>
						</span>
					)}
					<Button kind="quiet" onPress={() => layers.close()}>
						Cancel
					</Button>
					<Button kind="primary" type="submit" isDisabled={busy || !given.address.trim()} data-testid="connect-submit">
						{busy ? "Connecting…" : "Connect"}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
