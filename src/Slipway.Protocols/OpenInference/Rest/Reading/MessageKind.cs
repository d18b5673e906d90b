using Slipway.Errors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>Which way a message goes.</summary>
/// <param name="Noun"><c>request</c> or <c>response</c>.</param>
/// <param name="TensorNoun"><c>input</c> or <c>output</c>.</param>
/// <param name="InvalidCode">The code of a message that is wrong in itself: whose fault that is depends on the side.</param>
internal sealed record MessageKind(string Noun, string TensorNoun, ServingErrorCode InvalidCode)
{
    public static MessageKind Request { get; } = new("request", "input", ServingErrorCode.InvalidArgument);

    public static MessageKind Response { get; } = new("response", "output", ServingErrorCode.Internal);
}
