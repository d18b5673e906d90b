namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Reserved parameters of Triton's streams (its guide on decoupled models).</summary>
public static class StreamParameters
{
    /// <summary>Of a response: whether it is the last one of its request.</summary>
    public const string FinalResponse = "triton_final_response";

    /// <summary>
    /// Of a request: whether the caller wants to be told of an end without a last answer. Only models that answer one
    /// request several times have such an end.
    /// </summary>
    public const string EnableEmptyFinalResponse = "triton_enable_empty_final_response";
}
