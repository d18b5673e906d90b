using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// What the decoding under way is about, for its limits and messages: a request's inputs or a response's outputs.
/// </summary>
internal sealed class MessageContext
{
    private const int LongestQuote = 80;

    private MessageKind _kind = MessageKind.Request;
    private ModelSelector? _model;

    public string Noun => _kind.Noun;

    public string TensorNoun => _kind.TensorNoun;

    public string Members => _kind.Members;

    public JsonLimits Limits { get; private set; } = JsonLimits.Default;

    public void Begin(MessageKind kind, ModelSelector? model, JsonLimits limits)
    {
        _kind = kind;
        _model = model;
        Limits = limits;
    }

    public ServingException Invalid(string message) => Failure(_kind.InvalidCode, message);

    public ServingException TooLarge(string message) => Failure(ServingErrorCode.TooLarge, message);

    public ServingException Unsupported(string message) => Failure(ServingErrorCode.Unsupported, message);

    /// <summary>The same failure, said of one tensor, which is named by its text.</summary>
    public ServingException Explain(object tensor, ServingException failure) =>
        Failure(failure.Code, $"{tensor}: {failure.Message}");

    public ServingException BodyTooLarge() =>
        TooLarge($"the body is over the limit of {Limits.MaxBodyBytes} bytes; send less at a time.");

    /// <summary>The caller's text in quotes, cut to a length that a message can bear and without control characters.</summary>
    public static string Quote(string text)
    {
        if (text.Length > LongestQuote)
            text = string.Concat(text.AsSpan(0, LongestQuote), "…");
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return $"'{string.Create(text.Length, text, Sanitize)}'";
        }

        return $"'{text}'";
    }

    private static void Sanitize(Span<char> target, string source)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = char.IsControl(source[i]) ? '?' : source[i];
        }
    }

    private ServingException Failure(ServingErrorCode code, string message) =>
        new(code, _model is { } model ? $"Request for model {model}: {message}" : $"Response of the server: {message}");
}
