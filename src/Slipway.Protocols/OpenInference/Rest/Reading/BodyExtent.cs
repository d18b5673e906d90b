using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>What the headers say about a body's length, checked against the limits.</summary>
/// <param name="ContentLength">Bytes of the body, where known.</param>
/// <param name="HeaderLength">Bytes of the JSON part, where the body declares one.</param>
/// <param name="MaxBytes">The limit of the body.</param>
internal readonly record struct BodyExtent(long? ContentLength, int? HeaderLength, long MaxBytes)
{
    /// <summary>Whether the JSON part has a declared length, so that binary data may follow it.</summary>
    public bool HasHeader => HeaderLength is not null;

    /// <summary>Where the JSON part ends, or <see cref="long.MaxValue"/> for where the pipe does.</summary>
    public long JsonLength => HeaderLength ?? ContentLength ?? long.MaxValue;

    /// <summary>Where the JSON part ends at the latest.</summary>
    public long JsonLimit => Math.Min(JsonLength, MaxBytes);

    public static BodyExtent Create(
        long? contentLength,
        int? headerLength,
        RestDecoderLimits limits,
        MessageContext context
    )
    {
        if (contentLength > limits.MaxBodyBytes)
            throw context.BodyTooLarge();
        if (headerLength < 0)
        {
            throw context.Invalid(
                $"{RestHeaders.InferenceHeaderContentLength} is {headerLength}; it is the number of bytes of the JSON part."
            );
        }

        if (headerLength == 0)
        {
            throw context.Unsupported(
                $"{RestHeaders.InferenceHeaderContentLength} is 0, a raw binary {context.Noun}, which this server does "
                    + $"not take; send a JSON part that names the {context.TensorNoun}s."
            );
        }

        if (headerLength > limits.MaxHeaderBytes)
        {
            throw context.TooLarge(
                $"{RestHeaders.InferenceHeaderContentLength} is {headerLength}, over the limit of {limits.MaxHeaderBytes}."
            );
        }

        if (headerLength > contentLength)
        {
            throw context.Invalid(
                $"{RestHeaders.InferenceHeaderContentLength} is {headerLength}, but the body has {contentLength} bytes."
            );
        }

        return new BodyExtent(contentLength, headerLength, limits.MaxBodyBytes);
    }
}
