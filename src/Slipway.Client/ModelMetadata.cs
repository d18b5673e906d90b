using Slipway.Models;

namespace Slipway.Client;

/// <summary>What a server says of one of its models.</summary>
/// <param name="Name">The name it is served under.</param>
/// <param name="Versions">The versions that it has, in its order; text, as the protocol writes them.</param>
/// <param name="Platform">For example <c>onnxruntime_onnx</c>; empty where the server does not say.</param>
/// <param name="Signature">Inputs and outputs, without what the protocol does not carry (labels, descriptions).</param>
public sealed record ModelMetadata(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    ModelSignature Signature
);
