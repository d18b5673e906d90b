using Slipway.Errors;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// Reads the value of <c>data</c> into tensor memory, piece by piece. The elements stand flat in one array, or nested
/// as deep as the shape, every array with exactly as many members as its dimension says; a scalar may also stand
/// bare. Owns the memory until <see cref="Finish"/>.
/// </summary>
internal sealed class TensorDataParser : IDisposable
{
    private readonly MessageContext _context;
    private readonly PendingTensor _tensor;
    private readonly DataType _dataType;
    private readonly TensorShape _shape;
    private readonly ElementScanner _scanner;
    private readonly TensorBufferWriter _writer;
    private readonly long _total;

    private Expected _expected = Expected.Value;
    private Layout _layout = Layout.Unknown;
    private long _written;
    private int _level;
    private bool _done;

    // Members so far of the open array at each level, from level 1; only where nested.
    private long[] _members = [];

    /// <summary>Gets ready for the first byte of the value.</summary>
    /// <param name="context">Limits and messages.</param>
    /// <param name="tensor">What is being read; its data type and shape are known and have been checked.</param>
    /// <param name="possibleBytes">Bytes that the text may still have.</param>
    public TensorDataParser(MessageContext context, PendingTensor tensor, long possibleBytes)
    {
        _context = context;
        _tensor = tensor;
        _dataType = tensor.DataType!.Value;
        _shape = tensor.Shape!.Value;
        _shape.TryGetElementCount(out _total);
        _scanner =
            ElementScanner.For(_dataType)
            ?? throw context.Invalid(
                $"{tensor}: JSON cannot carry {_dataType.Name()}; send it as binary data (parameter 'binary_data_size')."
            );
        // The shortest element with its comma is two bytes, of BYTES three.
        var declared = _dataType == DataType.Bytes ? possibleBytes : _total * _dataType.ElementSize();
        var possible = Math.Min(possibleBytes, int.MaxValue) * Math.Max(1, _dataType.ElementSize()) / 2 + 8;
        _writer = new TensorBufferWriter(TensorMemory.InitialCapacity(declared, possible));
    }

    private enum Expected : byte
    {
        /// <summary>A value or an array.</summary>
        Value,

        /// <summary>The same, or the end of the array just opened.</summary>
        ValueOrEnd,

        /// <summary>A comma, or the end of the array.</summary>
        Separator,
    }

    private enum Layout : byte
    {
        Unknown,
        Flat,
        Nested,
    }

    /// <summary>True where the value ends within <paramref name="input"/>.</summary>
    /// <param name="input">The text behind what has been consumed before.</param>
    /// <param name="isComplete">No more text will come.</param>
    /// <param name="position">Where <paramref name="input"/> begins in the body, for messages.</param>
    /// <param name="consumed">Bytes that are dealt with.</param>
    /// <exception cref="ServingException">The text is not data of this type and shape.</exception>
    public bool Advance(ReadOnlySpan<byte> input, bool isComplete, long position, out int consumed)
    {
        var i = 0;
        while (!_done)
        {
            i += ElementScanner.SkipWhiteSpace(input[i..]);
            consumed = i;
            if (i == input.Length)
                return isComplete ? throw Truncated(position + i) : false;

            var c = input[i];
            if (_expected == Expected.Separator)
            {
                if (c == ',')
                    _expected = Expected.Value;
                else if (c == ']')
                    Close();
                else
                    throw Invalid($"expected ',' or ']', found {ElementProblem.Snippet(input[i..])}", position + i);
                i++;
            }
            else if (c == '[')
            {
                Open(position + i);
                i++;
            }
            else if (c == ']' && _expected == Expected.ValueOrEnd)
            {
                Close();
                i++;
            }
            else if (!TakeValues(input, isComplete, position, ref i))
            {
                consumed = i;
                return false;
            }
        }

        consumed = i;
        return true;
    }

    /// <summary>The tensor, once <see cref="Advance"/> has returned true.</summary>
    public Tensor Finish()
    {
        var length = _writer.WrittenLength;
        return new Tensor(_dataType, _shape, _writer.Detach(), length);
    }

    public void Dispose() => _writer.Dispose();

    private bool TakeValues(ReadOnlySpan<byte> input, bool isComplete, long position, ref int i)
    {
        if (input[i] is not ((byte)']' or (byte)'}' or (byte)','))
            EnterValue(position + i);
        var limit = Remaining();
        if (limit == 0)
            throw TooMany(position + i);

        var result = _scanner.Scan(input[i..], isComplete, _writer, limit);
        i += result.Consumed;
        _written += result.Count;
        if (_layout == Layout.Nested)
            _members[_level] += result.Count;
        if (result.Count > 0)
            _expected = result.AfterComma ? Expected.Value : Expected.Separator;

        if (i == input.Length && result.Status != ElementStatus.Done)
            return isComplete ? throw Truncated(position + i) : false;
        switch (result.Status)
        {
            case ElementStatus.Done:
                _done = _level == 0;
                return true;
            case ElementStatus.Incomplete:
                return isComplete ? throw Truncated(position + input.Length) : false;
            case ElementStatus.WrongKind when input[i] is (byte)'[' && _level > 0:
                // The main loop knows what an array means here.
                return true;
            case var _ when !isComplete && !ElementProblem.IsWhole(input[i..]):
                // Wait for the rest of the culprit, so that the message does not depend on how the bytes arrived.
                return false;
            default:
                throw Invalid(
                    ElementProblem.Describe(result.Status, _written, input[i..], _dataType, _scanner),
                    position + i
                );
        }
    }

    /// <summary>A value stands where the state is now: settles flat or nested, and refuses it where arrays belong.</summary>
    private void EnterValue(long position)
    {
        if (_level == 0)
        {
            if (_shape.Rank > 0)
                throw Invalid($"must be an array for shape {_shape}", position);
            _layout = Layout.Flat;
        }
        else if (_layout == Layout.Unknown)
        {
            _layout = Layout.Flat;
        }
        else if (_layout == Layout.Nested && _level < _shape.Rank)
        {
            throw Invalid(
                $"{Path()} mixes values and arrays at level {_level}: expected an array, found a value; "
                    + $"shape {_shape} has {_shape.Rank} levels",
                position
            );
        }
    }

    private void Open(long position)
    {
        if (_level >= 1)
        {
            if (_layout == Layout.Flat)
                throw Invalid($"mixes values and arrays at level {_level}: expected a value, found an array", position);
            if (_level >= _shape.Rank)
            {
                throw Invalid(
                    $"is nested deeper than shape {_shape}: expected a value at level {_level}, found an array",
                    position
                );
            }

            if (_layout == Layout.Unknown)
            {
                _layout = Layout.Nested;
                _members = new long[_shape.Rank + 1];
            }

            if (++_members[_level] > _shape[_level - 1])
            {
                throw Invalid(
                    $"{Path()} has more than {_shape[_level - 1]} members at level {_level} of shape {_shape}",
                    position
                );
            }

            _members[_level + 1] = 0;
        }

        _level++;
        _expected = Expected.ValueOrEnd;
    }

    private void Close()
    {
        if (_layout == Layout.Nested)
        {
            if (_members[_level] != _shape[_level - 1])
            {
                throw _context.Invalid(
                    $"{_tensor}: {Path()} has {_members[_level]} members at level {_level}, but shape {_shape} asks "
                        + $"for {_shape[_level - 1]}; every array of one level must have as many."
                );
            }
        }
        else if (_written != _total)
        {
            throw _context.Invalid($"{_tensor}: data has {_written} elements, but shape {_shape} asks for {_total}.");
        }

        _level--;
        _done = _level == 0;
        _expected = Expected.Separator;
    }

    private long Remaining() => _layout == Layout.Nested ? _shape[_level - 1] - _members[_level] : _total - _written;

    private ServingException TooMany(long position) =>
        Invalid($"{Path()} has more than the {Allowed()} elements that shape {_shape} asks for", position);

    private long Allowed() => _layout == Layout.Nested ? _shape[_level - 1] : _total;

    /// <summary>The open array, as an index path: <c>data[0][3]</c>.</summary>
    private string Path()
    {
        var path = "data";
        for (var level = 1; level < _level; level++)
        {
            path += $"[{_members[level] - 1}]";
        }

        return path;
    }

    private ServingException Truncated(long position) =>
        _context.Invalid(
            $"the body ends at byte {position}, in the middle of the data of {_tensor}, after {_written} elements."
        );

    private ServingException Invalid(string problem, long position)
    {
        var subject = problem.StartsWith("data", StringComparison.Ordinal) ? "" : "data: ";
        return _context.Invalid($"{_tensor}: {subject}{problem} (at byte {position}).");
    }
}
