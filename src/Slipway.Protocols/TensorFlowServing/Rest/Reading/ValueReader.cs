using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>Takes values out of the window, past the JSON reader.</summary>
internal static class ValueReader
{
    /// <summary>What the value behind the current property is, without taking it.</summary>
    public static async ValueTask<ValueStart> PeekAsync(
        JsonCursor cursor,
        bool allowBase64,
        CancellationToken cancellationToken
    )
    {
        ValueStart start;
        while (!ValueStarts.TryFind(cursor.Window.Unread, allowBase64, out start))
        {
            if (cursor.Window.IsComplete)
                throw cursor.Truncated();
            await cursor.Window.FillAsync(cancellationToken);
        }

        return start;
    }

    /// <summary>Reads the value behind the property name.</summary>
    public static async ValueTask ReadAsync(
        JsonCursor cursor,
        NestedValueParser parser,
        CancellationToken cancellationToken
    )
    {
        while (!Advance(parser, cursor.Window))
        {
            await cursor.Window.FillAsync(cancellationToken);
        }

        cursor.AcceptForeignValue();
    }

    /// <inheritdoc cref="ReadAsync(JsonCursor, NestedValueParser, CancellationToken)"/>
    public static async ValueTask ReadAsync(
        JsonCursor cursor,
        FeatureParser parser,
        CancellationToken cancellationToken
    )
    {
        while (!Advance(parser, cursor.Window))
        {
            await cursor.Window.FillAsync(cancellationToken);
        }

        cursor.AcceptForeignValue();
    }

    private static bool Advance(NestedValueParser parser, PipeWindow window)
    {
        var done = parser.Advance(window.Unread, window.IsComplete, window.Position, out var consumed);
        window.Consume(consumed);
        return done;
    }

    private static bool Advance(FeatureParser parser, PipeWindow window)
    {
        var done = parser.Advance(window.Unread, window.IsComplete, window.Position, out var consumed);
        window.Consume(consumed);
        return done;
    }
}
