using Slipway.Errors;

namespace Slipway.Protocols.Json.Reading;

/// <summary>Which way a message goes.</summary>
/// <param name="Noun"><c>request</c> or <c>response</c>.</param>
/// <param name="TensorNoun"><c>input</c> or <c>output</c>.</param>
/// <param name="Members">The member of the root object that holds the tensors, for messages.</param>
/// <param name="InvalidCode">The code of a message that is wrong in itself: whose fault that is depends on the side.</param>
internal sealed record MessageKind(string Noun, string TensorNoun, string Members, ServingErrorCode InvalidCode)
{
    public static MessageKind Request { get; } = new("request", "input", "'inputs'", ServingErrorCode.InvalidArgument);

    public static MessageKind Response { get; } = new("response", "output", "'outputs'", ServingErrorCode.Internal);

    /// <summary>Predict requests of TensorFlow Serving's RESTful API.</summary>
    public static MessageKind Predict { get; } = Request with { Members = "'instances' or 'inputs'" };

    /// <summary>Classify and regress requests of TensorFlow Serving's RESTful API.</summary>
    public static MessageKind Examples { get; } = Request with { Members = "'examples'" };
}
