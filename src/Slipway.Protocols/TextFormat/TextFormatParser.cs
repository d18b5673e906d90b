using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Slipway.Errors;

namespace Slipway.Protocols.TextFormat;

/// <summary>
/// Reads protobuf's text format ("Text Format Language Specification" of protobuf.dev). The text is turned into wire
/// bytes by the descriptor's names, numbers and types, and the generated parser reads those: no accessor is called by
/// reflection. Extensions and expanded Any values (<c>[name] { … }</c>) are refused; that a required field of proto2 is
/// missing is not noticed, as by the generated parsers.
/// </summary>
public static class TextFormatParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a message.</summary>
    /// <param name="text">The text.</param>
    /// <param name="descriptor">The message's own descriptor (<c>ModelConfig.Descriptor</c>).</param>
    /// <param name="parser">The message's own parser (<c>ModelConfig.Parser</c>).</param>
    /// <param name="name">What the text is called in messages, for example its file's name.</param>
    /// <param name="limits">Default: <see cref="TextFormatLimits.Default"/>.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument with the reason <c>invalid-config</c>, listing with line and column everything that does not fit
    /// the message, up to 20 of it, and the first place from which on the text cannot be read at all. TooLarge where it
    /// is over the limit.
    /// </exception>
    public static T Parse<T>(
        string text,
        MessageDescriptor descriptor,
        MessageParser<T> parser,
        string name,
        TextFormatLimits? limits = null
    )
        where T : IMessage<T> => ParseDocument(text, descriptor, parser, name, limits).Message;

    /// <summary>Reads a message and keeps where its fields stood, for checks that come later.</summary>
    /// <inheritdoc cref="Parse{T}" path="/param|/exception"/>
    public static TextFormatDocument<T> ParseDocument<T>(
        string text,
        MessageDescriptor descriptor,
        MessageParser<T> parser,
        string name,
        TextFormatLimits? limits = null
    )
        where T : IMessage<T>
    {
        limits ??= TextFormatLimits.Default;
        if (text.Length > limits.MaxLength)
            throw TooLarge(name, limits);

        var errors = new TextFormatErrors(name);
        var positions = new TextFormatPositions();
        var wire = new WireBuffer();
        try
        {
            var lexer = new TextLexer(text);
            new MessageReader(lexer, errors, positions, limits.MaxDepth).ReadRoot(descriptor, wire);
        }
        catch (TextSyntaxException e)
        {
            errors.Add(e.Position, e.Message);
        }

        errors.ThrowIfAny();
        return new TextFormatDocument<T>(parser.ParseFrom(wire.Written), positions);
    }

    /// <summary>Reads a file of UTF-8 text; its name without the folder stands in messages.</summary>
    /// <inheritdoc cref="Parse{T}" path="/exception"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TextFormatDocument<T> ParseFile<T>(
        string file,
        MessageDescriptor descriptor,
        MessageParser<T> parser,
        TextFormatLimits? limits = null
    )
        where T : IMessage<T>
    {
        limits ??= TextFormatLimits.Default;
        var name = Path.GetFileName(file);
        return ParseDocument(ReadText(file, name, limits), descriptor, parser, name, limits);
    }

    private static string ReadText(string file, string name, TextFormatLimits limits)
    {
        using var stream = File.OpenRead(file);
        // What is not a plain file has no length to trust: no more than the limit is read in any case.
        var bytes = new byte[(int)Math.Clamp(stream.Length + 1, 1, limits.MaxLength + 1L)];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > limits.MaxLength)
            throw TooLarge(name, limits);
        var content = bytes.AsSpan(0, length);
        if (content.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"{name} is not UTF-8 text (byte {e.Index}): is it a text file at all?",
                e
            )
            {
                Reason = TextFormatErrors.Reason,
            };
        }
    }

    private static ServingException TooLarge(string name, TextFormatLimits limits) =>
        new(ServingErrorCode.TooLarge, $"{name} is over {limits.MaxLength} bytes; a few lines are expected.")
        {
            Reason = TextFormatErrors.Reason,
        };
}
