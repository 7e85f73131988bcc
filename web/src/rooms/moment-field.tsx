// A field for a moment to come. In: what it is called, and its value as `localField` writes one. Out: the value chosen.
import { localField } from './poll-words';

export function MomentField(props: {
  name: string;
  value: string;
  required?: boolean;
  onChange: (value: string) => void;
}) {
  const { name, value, required, onChange } = props;
  return (
    <label className="field">
      {name}
      <input
        type="datetime-local"
        required={required}
        value={value}
        min={localField(new Date())}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
