import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components/Checkbox";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import {
	TextField as AriaTextField,
	Input,
	Label,
	Text,
	TextArea,
	type TextFieldProps,
} from "react-aria-components/TextField";

export interface FieldProps extends Omit<TextFieldProps, "className" | "children"> {
	label: string;
	hint?: ReactNode;
	placeholder?: string;
	multiline?: boolean;
	testId?: string;
}

/** A line, or lines, to write in. */
export function TextField({ label, hint, placeholder, multiline = false, testId, ...rest }: FieldProps) {
	return (
		<AriaTextField {...rest} className="field" validationBehavior="aria">
			<Label>{label}</Label>
			{multiline ? (
				<TextArea placeholder={placeholder} data-testid={testId} rows={3} />
			) : (
				<Input placeholder={placeholder} data-testid={testId} />
			)}
			{hint ? (
				<Text slot="description" className="hint">
					{hint}
				</Text>
			) : null}
		</AriaTextField>
	);
}

export interface Option<T extends string> {
	id: T;
	label: string;
	/** Shown before the label. */
	mark?: ReactNode;
}

export interface SelectProps<T extends string> {
	label: string;
	options: readonly Option<T>[];
	value: T;
	onChange: (value: T) => void;
	/** Whether the label is only for those who do not see. */
	bare?: boolean;
	isDisabled?: boolean;
	testId?: string;
}

/** One of several. */
export function Select<T extends string>({
	label,
	options,
	value,
	onChange,
	bare,
	isDisabled,
	testId,
}: SelectProps<T>) {
	return (
		<AriaSelect
			className="field"
			{...(bare ? { "aria-label": label } : {})}
			value={value}
			isDisabled={isDisabled}
			onChange={(key) => onChange(key as T)}
		>
			{bare ? null : <Label>{label}</Label>}
			<Button className="select-button" data-testid={testId}>
				<SelectValue />
				<ChevronDown size={14} aria-hidden />
			</Button>
			<Popover className="layer" offset={4}>
				<ListBox className="list" items={options}>
					{(option) => (
						<ListBoxItem id={option.id} textValue={option.label} className="list-item">
							{option.mark}
							<span>{option.label}</span>
							<Check className="tick" size={14} aria-hidden />
						</ListBoxItem>
					)}
				</ListBox>
			</Popover>
		</AriaSelect>
	);
}

/** Yes or no. */
export function Checkbox({
	children,
	...rest
}: Omit<AriaCheckboxProps, "className" | "children"> & { children: ReactNode }) {
	return (
		<AriaCheckbox {...rest} className="check">
			<span className="box">
				<Check size={12} strokeWidth={3.2} aria-hidden />
			</span>
			{children}
		</AriaCheckbox>
	);
}
