using System.Buffers;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// Reads a value or arrays nested to any depth into tensor memory, piece by piece, and learns the shape on the way: the
/// first path down gives the number of dimensions, the first array of each level its extent, and all others must be the
/// same. Reads one value, or row after row, of which the rows are the first dimension. Owns the memory until
/// <see cref="Finish"/>.
/// </summary>
internal sealed class NestedValueParser : IDisposable
{
    private const int Unknown = -1;

    private readonly MessageContext _context;
    private readonly TensorSpec _spec;
    private readonly ElementScanner _scanner;
    private readonly TensorBufferWriter _writer;

    // The arrays around each value that the caller has opened itself: none, or that of the rows.
    private readonly int _base;

    // Of each level from 1: the extent, once an array of it has ended, and the members of the open one.
    private readonly long[] _extents;
    private readonly long[] _members;

    private Expected _expected;
    private int _rank = Unknown;
    private int _level;
    private long _written;
    private bool _done;

    /// <summary>Gets ready for the first value or row.</summary>
    /// <param name="context">Limits and messages.</param>
    /// <param name="spec">The input that is read.</param>
    /// <param name="byRow">Whether values are rows.</param>
    /// <param name="possibleBytes">Bytes that the text may still have.</param>
    public NestedValueParser(MessageContext context, TensorSpec spec, bool byRow, long possibleBytes)
    {
        (_context, _spec) = (context, spec);
        _base = byRow ? 1 : 0;
        var levels = spec.TakesAnyShape ? TensorShape.MaxRank : Math.Max(spec.Shape.Rank, _base);
        _extents = new long[levels + 1];
        _members = new long[levels + 1];
        _extents.AsSpan().Fill(Unknown);
        _scanner = ValueScanners.For(spec.DataType);
        _writer = new TensorBufferWriter(Math.Max(64, TensorMemory.InitialCapacity(possibleBytes, possibleBytes)));
        if (!byRow)
            Begin();
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

    /// <summary>Rows so far.</summary>
    public long Rows => _base == 0 ? 0 : _members[1];

    /// <summary>The next value is another row.</summary>
    public void BeginRow()
    {
        _members[1]++;
        Begin();
    }

    /// <summary>True where the value ends within <paramref name="input"/>.</summary>
    /// <param name="input">The text behind what has been consumed before.</param>
    /// <param name="isComplete">No more text will come.</param>
    /// <param name="position">Where <paramref name="input"/> begins in the body, for messages.</param>
    /// <param name="consumed">Bytes that are dealt with.</param>
    /// <exception cref="ServingException">The text is no data of the input.</exception>
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
                    Close(position + i);
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
                Close(position + i);
                i++;
            }
            else if (
                c == '{' && _spec.DataType == DataType.Bytes
                    ? !TakeObject(input, isComplete, position, ref i)
                    : !TakeValues(input, isComplete, position, ref i)
            )
            {
                consumed = i;
                return false;
            }
        }

        consumed = i;
        return true;
    }

    /// <summary>The tensor of all that has been read.</summary>
    public Tensor Finish()
    {
        if (_base == 1)
            _extents[1] = _members[1];
        var shape = new TensorShape(_extents.AsSpan(1, Math.Max(_rank, _base)));
        var length = _writer.WrittenLength;
        try
        {
            return new Tensor(_spec.DataType, shape, _writer.Detach(), length);
        }
        catch (ServingException e)
        {
            throw _context.Invalid($"input {Name}: {e.Message}");
        }
    }

    public void Dispose() => _writer.Dispose();

    private string Name => MessageContext.Quote(_spec.Name);

    private void Begin() => (_level, _done, _expected) = (_base, false, Expected.Value);

    private bool TakeValues(ReadOnlySpan<byte> input, bool isComplete, long position, ref int i)
    {
        var result = _scanner.Scan(input[i..], isComplete, _writer, Limit());
        if (result.Count > 0)
            Enter(result.Count, position + i);
        i += result.Consumed;
        if (result.Count > 0)
            _expected = result.AfterComma ? Expected.Value : Expected.Separator;

        if (i == input.Length && result.Status != ElementStatus.Done)
            return isComplete ? throw Truncated(position + i) : false;
        switch (result.Status)
        {
            case ElementStatus.Done:
                _done = _level == _base;
                return true;
            case ElementStatus.Incomplete:
                return isComplete ? throw Truncated(position + input.Length) : false;
            case ElementStatus.WrongKind when result.Count > 0 && input[i] is (byte)'[' or (byte)'{':
                // The main loop knows what it means here.
                return true;
            case var _ when !isComplete && !ElementProblem.IsWhole(input[i..]):
                // Wait for the rest of the culprit, so that the message does not depend on how the bytes arrived.
                return false;
            default:
                throw Invalid(
                    ElementProblem.Describe(result.Status, _written, input[i..], _spec.DataType, _scanner),
                    position + i
                );
        }
    }

    private bool TakeObject(ReadOnlySpan<byte> input, bool isComplete, long position, ref int i)
    {
        var end = new RawValueScanner();
        if (!end.Advance(input[i..], out var length))
            return isComplete ? throw Truncated(position + input.Length) : false;
        var isBytes = Base64Value.TryDecode(input.Slice(i, length), out var bytes, out var count);
        if (isBytes)
            BytesElements.Append(_writer, bytes.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(bytes);
        if (!isBytes)
        {
            throw Invalid(
                $"element {_written} is an object; of objects there is only {{\"b64\": \"…\"}} with base64 text",
                position + i
            );
        }

        Limit();
        Enter(1, position + i);
        i += length;
        _expected = Expected.Separator;
        _done = _level == _base;
        return true;
    }

    /// <summary>How many more values the open array takes.</summary>
    private long Limit()
    {
        if (_level == _base)
            return 1;
        if (_extents[_level] == Unknown)
            return long.MaxValue;
        // One more is read, to be refused.
        return Math.Max(1, _extents[_level] - _members[_level]);
    }

    /// <summary>Values stand where the state is now: refuses them where arrays belong, and counts them.</summary>
    private void Enter(long count, long position)
    {
        if (_rank == Unknown)
            _rank = _level;
        if (_level != _rank)
        {
            throw Invalid(
                $"mixes values and arrays: expected an array at level {Level(_level)}, found a value; "
                    + "all values of a tensor are nested equally deep",
                position
            );
        }

        _written += count;
        if (_level == _base)
            return;
        _members[_level] += count;
        CheckMembers(position);
    }

    private void Open(long position)
    {
        if (_rank != Unknown && _level >= _rank)
        {
            throw Invalid(
                $"mixes values and arrays: expected a value at level {Level(_level)}, found an array",
                position
            );
        }

        if (_level == _extents.Length - 1)
        {
            throw Invalid(
                _spec.TakesAnyShape
                    ? $"has more than {TensorShape.MaxRank} levels of arrays"
                    : $"is nested deeper than the model takes it: {_spec}, the batch included",
                position
            );
        }

        if (_level > _base)
        {
            _members[_level]++;
            CheckMembers(position);
        }

        _level++;
        _members[_level] = 0;
        _expected = Expected.ValueOrEnd;
    }

    private void Close(long position)
    {
        if (_members[_level] == 0 && _rank == Unknown)
            _rank = _level;
        if (_extents[_level] == Unknown)
            _extents[_level] = _members[_level];
        else if (_members[_level] != _extents[_level])
        {
            throw Invalid(
                $"has an array of {_members[_level]} members at level {Level(_level)}, where the first one has "
                    + $"{_extents[_level]}; all arrays of a level must have as many",
                position
            );
        }

        _level--;
        _done = _level == _base;
        _expected = Expected.Separator;
    }

    private void CheckMembers(long position)
    {
        if (_extents[_level] == Unknown || _members[_level] <= _extents[_level])
            return;
        throw Invalid(
            $"has an array of more than {_extents[_level]} members at level {Level(_level)}, which is what the first one "
                + "has; all arrays of a level must have as many",
            position
        );
    }

    // As the caller sees it: the rows are not part of the value.
    private int Level(int level) => level - _base;

    private string Place() => _base == 0 ? "" : $" of instance {_members[1] - 1}";

    private ServingException Truncated(long position) =>
        _context.Invalid(
            $"the body ends at byte {position}, in the middle of the data of input {Name}, after {_written} elements."
        );

    private ServingException Invalid(string problem, long position) =>
        _context.Invalid($"input {Name}{Place()}: {problem} (at byte {position}).");
}
