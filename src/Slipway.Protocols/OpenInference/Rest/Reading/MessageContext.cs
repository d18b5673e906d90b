using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// What one decoding is about, for its limits and messages: a request's inputs or a response's outputs.
/// </summary>
/// <param name="Model">The model that a request is for; null for a response.</param>
/// <param name="Noun"><c>request</c> or <c>response</c>.</param>
/// <param name="TensorNoun"><c>input</c> or <c>output</c>.</param>
/// <param name="InvalidCode">The code of a message that is wrong in itself: whose fault that is depends on the side.</param>
/// <param name="Limits">What to refuse.</param>
internal sealed record MessageContext(
    ModelSelector? Model,
    string Noun,
    string TensorNoun,
    ServingErrorCode InvalidCode,
    RestDecoderLimits Limits
)
{
    private const int LongestQuote = 80;

    public ServingException Invalid(string message) => Failure(InvalidCode, message);

    public ServingException TooLarge(string message) => Failure(ServingErrorCode.TooLarge, message);

    public ServingException Unsupported(string message) => Failure(ServingErrorCode.Unsupported, message);

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
        new(code, Model is { } model ? $"Request for model {model}: {message}" : $"Response of the server: {message}");
}
