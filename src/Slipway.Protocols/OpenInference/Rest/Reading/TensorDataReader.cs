using Slipway.Protocols.Json;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>Takes the value of <c>data</c> out of the window, past the JSON reader.</summary>
internal static class TensorDataReader
{
    /// <summary>Reads the value behind the property name straight into a tensor.</summary>
    public static async ValueTask<Tensor> ReadAsync(
        JsonCursor cursor,
        MessageContext context,
        PendingTensor tensor,
        long jsonLength,
        CancellationToken cancellationToken
    )
    {
        var window = cursor.Window;
        using var parser = new TensorDataParser(context, tensor, jsonLength - window.Position);
        while (!Advance(parser, window))
        {
            await window.FillAsync(cancellationToken);
        }

        cursor.AcceptForeignValue();
        return parser.Finish();
    }

    /// <summary>Keeps the text of the value, for when its type and shape are known.</summary>
    public static async ValueTask KeepAsync(
        JsonCursor cursor,
        PendingTensor tensor,
        CancellationToken cancellationToken
    )
    {
        var window = cursor.Window;
        tensor.TextPosition = window.Position;
        tensor.Text = new PooledBuffer();
        var scanner = new RawValueScanner();
        while (!Keep(ref scanner, window, tensor.Text))
        {
            if (window.IsComplete)
                throw cursor.Truncated();
            await window.FillAsync(cancellationToken);
        }

        cursor.AcceptForeignValue();
    }

    /// <summary>Parses what <see cref="KeepAsync"/> kept.</summary>
    public static Tensor ParseKept(MessageContext context, PendingTensor tensor)
    {
        var text = tensor.Text!;
        using var parser = new TensorDataParser(context, tensor, text.Length);
        parser.Advance(text.Written, isComplete: true, tensor.TextPosition, out var consumed);
        if (consumed + ElementScanner.SkipWhiteSpace(text.Written[consumed..]) != text.Length)
            throw context.Invalid($"{tensor}: data is not valid JSON at byte {tensor.TextPosition + consumed}.");
        return parser.Finish();
    }

    private static bool Advance(TensorDataParser parser, PipeWindow window)
    {
        var done = parser.Advance(window.Unread, window.IsComplete, window.Position, out var consumed);
        window.Consume(consumed);
        return done;
    }

    // The scanner lives in an async method's state: it comes by reference and goes back so.
    private static bool Keep(ref RawValueScanner scanner, PipeWindow window, PooledBuffer text)
    {
        var input = window.Unread;
        var done = scanner.Advance(input, out var consumed);
        input[..consumed].CopyTo(text.GetSpan(consumed));
        text.Advance(consumed);
        window.Consume(consumed);
        return done;
    }
}
