namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// Finds the end of a JSON value by its brackets and quotes alone, without looking at what is between. Whoever uses
/// the value checks it.
/// </summary>
internal struct RawValueScanner
{
    private int _depth;
    private bool _started;
    private bool _inString;
    private bool _escaped;

    /// <summary>
    /// True where the value ends within <paramref name="input"/>; <paramref name="consumed"/> are the bytes that belong
    /// to it.
    /// </summary>
    public bool Advance(ReadOnlySpan<byte> input, out int consumed)
    {
        for (var i = 0; i < input.Length; i++)
        {
            var c = input[i];
            if (_inString)
            {
                _inString = _escaped || c != '"';
                _escaped = !_escaped && c == '\\';
                if (!_inString && _depth == 0)
                {
                    consumed = i + 1;
                    return true;
                }

                continue;
            }

            switch (c)
            {
                case (byte)'"':
                    _inString = true;
                    break;
                case (byte)'[' or (byte)'{':
                    _depth++;
                    break;
                case (byte)']' or (byte)'}' when _depth > 0:
                    if (--_depth == 0)
                    {
                        consumed = i + 1;
                        return true;
                    }

                    break;
                case (byte)']' or (byte)'}' or (byte)',' when _depth == 0:
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when _depth == 0 && _started:
                    consumed = i;
                    return true;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    continue;
            }

            _started = true;
        }

        consumed = input.Length;
        return false;
    }
}
