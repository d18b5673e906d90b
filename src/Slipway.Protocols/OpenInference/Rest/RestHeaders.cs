namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>Header names and media types of the binary tensor data extension.</summary>
public static class RestHeaders
{
    /// <summary>Bytes of the JSON part where binary tensors follow it; absent where the body is JSON alone.</summary>
    public const string InferenceHeaderContentLength = "Inference-Header-Content-Length";

    public const string JsonContentType = "application/json";

    /// <summary>The media type of a body whose JSON part is followed by binary tensors.</summary>
    public const string BinaryContentType = "application/octet-stream";
}
