using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Slipway.Errors;
using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// Reads the values of one feature of an example, piece by piece: a value or a list of them. A number with a fraction or
/// an exponent is a float, one without is an integer, true and false are 1 and 0, strings and base64 objects are bytes.
/// </summary>
internal sealed class FeatureParser(MessageContext context, ExampleBatch batch)
{
    private string _name = "";
    private bool _inList;
    private bool _afterValue;
    private bool _afterComma;

    /// <summary>Gets ready for the values of another feature, which the batch has begun.</summary>
    public void Begin(string name) => (_name, _inList, _afterValue, _afterComma) = (name, false, false, false);

    /// <summary>True where the value ends within <paramref name="input"/>.</summary>
    /// <param name="input">The text behind what has been consumed before.</param>
    /// <param name="isComplete">No more text will come.</param>
    /// <param name="position">Where <paramref name="input"/> begins in the body, for messages.</param>
    /// <param name="consumed">Bytes that are dealt with.</param>
    /// <exception cref="ServingException">The text is no feature, or of another kind than the values before.</exception>
    public bool Advance(ReadOnlySpan<byte> input, bool isComplete, long position, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            consumed += ElementScanner.SkipWhiteSpace(input[consumed..]);
            if (consumed == input.Length)
                return isComplete ? throw Truncated(position + consumed) : false;
            var c = input[consumed];
            if (_inList && !_afterComma && c == ']')
            {
                consumed++;
                return true;
            }

            if (_afterValue)
            {
                if (c != ',')
                    throw Invalid(
                        $"expected ',' or ']', found {ElementProblem.Snippet(input[consumed..])}",
                        position + consumed
                    );
                (_afterValue, _afterComma) = (false, true);
                consumed++;
            }
            else if (c == '[' && !_inList)
            {
                _inList = true;
                consumed++;
            }
            else
            {
                var status = Take(input[consumed..], isComplete, position + consumed, out var length);
                if (status == ElementStatus.Incomplete)
                    return isComplete ? throw Truncated(position + input.Length) : false;
                consumed += length;
                if (!_inList)
                    return true;
                (_afterValue, _afterComma) = (true, false);
            }
        }
    }

    private ElementStatus Take(ReadOnlySpan<byte> input, bool isComplete, long position, out int length)
    {
        length = 0;
        switch (input[0])
        {
            case (byte)'"' or (byte)'{':
                var end = new RawValueScanner();
                if (!end.Advance(input, out length))
                    return ElementStatus.Incomplete;
                AddBytes(input[..length], position);
                return ElementStatus.Done;
            case (byte)'t' or (byte)'f':
                var status = BooleanFormat.Parse(input, isComplete, out var flag, out length);
                if (status == ElementStatus.Done)
                    batch.Add((long)flag);
                return Checked(status, input, isComplete, position);
            case (byte)'[' or (byte)']' or (byte)'n' or (byte)',' or (byte)'}':
                if (!isComplete && !ElementProblem.IsWhole(input))
                    return ElementStatus.Incomplete;
                throw WrongKind(input, position);
            default:
                return TakeNumber(input, isComplete, position, out length);
        }
    }

    private ElementStatus TakeNumber(ReadOnlySpan<byte> input, bool isComplete, long position, out int length)
    {
        var status = JsonNumber.Parse(input, isComplete, out var number);
        if (status == ElementStatus.Done && !number.HasFraction)
        {
            status = IntegerFormat<long>.Parse(input, isComplete, out var integer, out length);
            if (status == ElementStatus.Done)
                batch.Add(integer);
            if (status == ElementStatus.OutOfRange)
            {
                throw Invalid(
                    $"{ElementProblem.Snippet(input)} does not fit 64 bits; the integers of a feature are INT64",
                    position
                );
            }

            return Checked(status, input, isComplete, position);
        }

        // Also the words NaN and Infinity.
        status = SingleFormat.Parse(input, isComplete, out var value, out length);
        if (status == ElementStatus.Done)
            batch.Add(value);
        if (status == ElementStatus.OutOfRange)
            throw Invalid(
                $"{ElementProblem.Snippet(input)} is an overflow: the floats of a feature are FP32",
                position
            );
        return Checked(status, input, isComplete, position);
    }

    private ElementStatus Checked(ElementStatus status, ReadOnlySpan<byte> input, bool isComplete, long position)
    {
        if (status is ElementStatus.Done or ElementStatus.Incomplete)
            return status;
        if (!isComplete && !ElementProblem.IsWhole(input))
            return ElementStatus.Incomplete;
        throw WrongKind(input, position);
    }

    private void AddBytes(ReadOnlySpan<byte> json, long position)
    {
        var isText = json[0] == '"';
        byte[]? bytes = null;
        try
        {
            if (isText && !json.Contains((byte)'\\'))
            {
                if (!Utf8.IsValid(json) || json[1..^1].ContainsAnyInRange((byte)0, (byte)31))
                    throw Invalid("a string is not valid UTF-8, or has control characters", position);
                batch.Add(json[1..^1]);
                return;
            }

            int length;
            var isValid = isText
                ? TryUnescape(json, out bytes, out length)
                : Base64Value.TryDecode(json, out bytes, out length);
            if (!isValid)
            {
                throw Invalid(
                    isText
                        ? "a string is not valid"
                        : "an object is no value; of objects there is only {\"b64\": \"…\"} with base64 text",
                    position
                );
            }

            batch.Add(bytes.AsSpan(0, length));
        }
        finally
        {
            if (bytes is not null)
                ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool TryUnescape(ReadOnlySpan<byte> json, out byte[] bytes, out int length)
    {
        bytes = ArrayPool<byte>.Shared.Rent(json.Length);
        length = 0;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            length = reader.CopyString(bytes);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private ServingException WrongKind(ReadOnlySpan<byte> input, long position) =>
        Invalid(
            $"{ElementProblem.Snippet(input)} is no value of a feature: numbers, strings, true, false, "
                + "{\"b64\": \"…\"}, and one list of them",
            position
        );

    private ServingException Truncated(long position) =>
        context.Invalid($"the body ends at byte {position}, in the middle of feature {ExampleBatch.Show(_name)}.");

    private ServingException Invalid(string problem, long position) =>
        context.Invalid($"feature {ExampleBatch.Show(_name)}: {problem} (at byte {position}).");
}
