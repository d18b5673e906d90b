using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>The ModelSpec of an answer: what really answered.</summary>
public static class ModelSpecs
{
    /// <param name="model">The model.</param>
    /// <param name="version">Its version.</param>
    /// <param name="signature">The signature's name, empty for the default's; null where none is meant.</param>
    public static ModelSpec Of(string model, long version, string? signature) =>
        new()
        {
            Name = model,
            Version = version,
            SignatureName = signature is "" ? SignatureNames.Default : signature ?? "",
        };
}
