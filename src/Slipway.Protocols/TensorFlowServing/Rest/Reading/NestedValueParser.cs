using System.Buffers;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// Reads a value or arrays nested to any depth into tensor memory, piece by piece, and learns the shape on the way
/// (<see cref="NestedShape"/>). Reads one value, or row after row, of which the rows are the first dimension. Owns the memory
/// until <see cref="Finish"/>.
/// </summary>
internal sealed class NestedValueParser : IDisposable
{
    private readonly MessageContext _context;
    private readonly TensorSpec _spec;
    private readonly ElementScanner _scanner;
    private readonly TensorBufferWriter _writer;

    private readonly NestedShape _shape;
    private readonly bool _isByRow;

    private Expected _expected;
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
        var around = byRow ? 1 : 0;
        _shape = new NestedShape(around, spec.TakesAnyShape ? TensorShape.MaxRank : Math.Max(spec.Shape.Rank, around));
        _isByRow = byRow;
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
    public long Rows => _shape.Rows;

    /// <summary>The next value is another row.</summary>
    public void BeginRow()
    {
        _shape.BeginRow();
        (_done, _expected) = (false, Expected.Value);
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
        var shape = _shape.Finish();
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

    private void Begin()
    {
        _shape.Begin();
        (_done, _expected) = (false, Expected.Value);
    }

    private bool TakeValues(ReadOnlySpan<byte> input, bool isComplete, long position, ref int i)
    {
        var result = _scanner.Scan(input[i..], isComplete, _writer, _shape.Limit());
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
                _done = _shape.IsOutside;
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

        Enter(1, position + i);
        i += length;
        _expected = Expected.Separator;
        _done = _shape.IsOutside;
        return true;
    }

    private void Enter(long count, long position)
    {
        Check(_shape.Enter(count), position);
        _written += count;
    }

    private void Open(long position)
    {
        Check(_shape.Open(TooDeep), position);
        _expected = Expected.ValueOrEnd;
    }

    private void Close(long position)
    {
        Check(_shape.Close(), position);
        _done = _shape.IsOutside;
        _expected = Expected.Separator;
    }

    private void Check(string? problem, long position)
    {
        if (problem is not null)
            throw Invalid(problem, position);
    }

    private string TooDeep() =>
        _spec.TakesAnyShape
            ? $"has more than {TensorShape.MaxRank} levels of arrays"
            : $"is nested deeper than the model takes it: {_spec}, the batch included";

    private string Place() => _isByRow ? $" of instance {_shape.Rows - 1}" : "";

    private ServingException Truncated(long position) =>
        _context.Invalid(
            $"the body ends at byte {position}, in the middle of the data of input {Name}, after {_written} elements."
        );

    private ServingException Invalid(string problem, long position) =>
        _context.Invalid($"input {Name}{Place()}: {problem} (at byte {position}).");
}
