using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// Walks the tokens of a <see cref="PipeWindow"/> with <see cref="Utf8JsonReader"/>, waiting for bytes where a token
/// is cut off. The current token is valid until the next read. Not thread-safe.
/// </summary>
internal sealed class JsonCursor(PipeWindow window, MessageContext context)
{
    private JsonReaderState _state;
    private int _depth;

    // Where the token lies before the window's start: distance to its first byte, and its length with the quotes.
    private int _tokenBack;
    private int _tokenLength;
    private bool _escaped;

    public PipeWindow Window => window;

    public JsonTokenType TokenType { get; private set; }

    private ReadOnlySpan<byte> RawToken => window.Consumed(_tokenBack, _tokenLength);

    private ReadOnlySpan<byte> Content =>
        TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? RawToken[1..^1] : RawToken;

    /// <summary>Starts on the value at the window's start.</summary>
    public void Begin()
    {
        _state = new JsonReaderState(new JsonReaderOptions { MaxDepth = context.Limits.MaxDepth });
        TokenType = JsonTokenType.None;
        (_depth, _tokenBack, _tokenLength, _escaped) = (0, 0, 0, false);
    }

    /// <summary>The next token; the end of the body is an error.</summary>
    public ValueTask ReadAsync(CancellationToken cancellationToken) =>
        TryRead() ? ValueTask.CompletedTask : ReadSlowlyAsync(cancellationToken);

    /// <summary>In an object: true at the next property name, false at the object's end.</summary>
    public ValueTask<bool> ReadFieldAsync(CancellationToken cancellationToken) =>
        TryRead()
            ? ValueTask.FromResult(TokenType == JsonTokenType.PropertyName)
            : ReadFieldSlowlyAsync(cancellationToken);

    /// <summary>Behind the root value: nothing but white space may follow.</summary>
    public async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        while (!window.IsComplete)
        {
            TryRead();
            if (!window.IsComplete)
                await window.FillAsync(cancellationToken);
        }

        TryRead();
        if (window.IsCutShort)
            throw Truncated();
    }

    /// <summary>Passes over the value of the current property, or the current value, whatever it holds.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        if (TokenType == JsonTokenType.PropertyName)
            await ReadAsync(cancellationToken);
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var depth = _depth;
        while (!TryReadTo(depth))
        {
            await MoreAsync(cancellationToken);
        }
    }

    /// <summary>At a property: its text, or null where the value is null.</summary>
    public async ValueTask<string?> ReadOptionalTextAsync(string field, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        return TokenType switch
        {
            JsonTokenType.String => GetText(field),
            JsonTokenType.Null => null,
            _ => throw context.Invalid($"'{field}' must be a string, not {Describe()}."),
        };
    }

    /// <summary>
    /// Tells the JSON reader that the value of the current property has been consumed from the window by other means.
    /// </summary>
    public void AcceptForeignValue()
    {
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
        TokenType = reader.TokenType;
    }

    public bool NameIs(ReadOnlySpan<byte> name) =>
        _escaped
            ? Encoding.UTF8.GetBytes(GetText("property name")).AsSpan().SequenceEqual(name)
            : Content.SequenceEqual(name);

    /// <summary>The text of a string or property name.</summary>
    public string GetText(string what)
    {
        try
        {
            if (!Utf8.IsValid(Content))
                throw context.Invalid($"the {what} is not valid UTF-8.");
            if (!_escaped)
                return Encoding.UTF8.GetString(Content);
            var reader = new Utf8JsonReader(RawToken);
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw context.Invalid($"the {what} has an escaped surrogate without its other half.");
        }
    }

    /// <summary>The data type that a string names.</summary>
    public bool TryGetDataType(out DataType type) => DataTypes.TryParse(Content, out type);

    /// <summary>A name as <see cref="GetText"/> gives it, of bounded length and not empty.</summary>
    public string GetName(string what)
    {
        if (Content.IsEmpty)
            throw context.Invalid($"the {what} is empty.");
        return Content.Length <= context.Limits.MaxNameBytes
            ? GetText(what)
            : throw context.Invalid($"the {what} is longer than {context.Limits.MaxNameBytes} bytes.");
    }

    public bool TryGetInt64(out long value) =>
        Utf8Parser.TryParse(Content, out value, out var used) && used == Content.Length;

    public bool TryGetUInt64(out ulong value) =>
        Utf8Parser.TryParse(Content, out value, out var used) && used == Content.Length;

    /// <summary>A number with a fraction or an exponent; false for an integer or where it does not fit.</summary>
    public bool TryGetFraction(out double value)
    {
        value = 0;
        return Content.ContainsAny(".eE"u8)
            && Utf8Parser.TryParse(Content, out value, out var used)
            && used == Content.Length
            && double.IsFinite(value);
    }

    /// <summary>What the current token is, for messages.</summary>
    public string Describe() =>
        TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => $"the number {Encoding.UTF8.GetString(Content[..Math.Min(Content.Length, 40)])}",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => "null",
        };

    public ServingException Truncated() =>
        window.Received == 0
            ? context.Invalid($"the body is empty; send a JSON object with {context.Members}.")
            : context.Invalid($"the body ends at byte {window.Received}, in the middle of its JSON.");

    private async ValueTask<bool> ReadFieldSlowlyAsync(CancellationToken cancellationToken)
    {
        await ReadSlowlyAsync(cancellationToken);
        return TokenType == JsonTokenType.PropertyName;
    }

    private async ValueTask ReadSlowlyAsync(CancellationToken cancellationToken)
    {
        do
        {
            await MoreAsync(cancellationToken);
        } while (!TryRead());
    }

    private ValueTask MoreAsync(CancellationToken cancellationToken) =>
        window.IsComplete ? throw Truncated() : window.FillAsync(cancellationToken);

    private bool TryRead()
    {
        if (window.IsComplete && window.Unread.IsEmpty && window.Received == 0)
            throw Truncated();
        var reader = new Utf8JsonReader(window.Unread, window.IsComplete, _state);
        try
        {
            var read = reader.Read();
            Accept(ref reader, read);
            return read;
        }
        catch (JsonException e)
        {
            throw Syntax(e, ref reader);
        }
    }

    private bool TryReadTo(int depth)
    {
        var reader = new Utf8JsonReader(window.Unread, window.IsComplete, _state);
        try
        {
            var read = false;
            do
            {
                read = reader.Read();
            } while (read && (reader.CurrentDepth > depth || !IsEnd(reader.TokenType)));
            Accept(ref reader, read);
            return read;
        }
        catch (JsonException e)
        {
            throw Syntax(e, ref reader);
        }
    }

    private static bool IsEnd(JsonTokenType type) => type is JsonTokenType.EndObject or JsonTokenType.EndArray;

    private void Accept(ref Utf8JsonReader reader, bool read)
    {
        _state = reader.CurrentState;
        window.Consume((int)reader.BytesConsumed);
        if (!read)
            return;
        TokenType = reader.TokenType;
        _depth = reader.CurrentDepth;
        _escaped = reader.ValueIsEscaped;
        var quotes = TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
        _tokenLength = reader.ValueSpan.Length + quotes;
        _tokenBack = (int)(reader.BytesConsumed - reader.TokenStartIndex);
    }

    private ServingException Syntax(JsonException e, ref Utf8JsonReader reader)
    {
        if (window.IsComplete && reader.BytesConsumed == window.Unread.Length)
            return Truncated();
        var message = e.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end > 0)
            message = message[..end];
        return context.Invalid(
            $"the body is not valid JSON at byte {window.Position + reader.BytesConsumed}: {message}"
        );
    }
}
