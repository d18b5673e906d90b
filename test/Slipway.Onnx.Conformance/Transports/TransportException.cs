namespace Slipway.Onnx.Conformance.Transports;

/// <summary>A call that gave no tensors, with the server's own words.</summary>
internal sealed class TransportException(string message) : Exception(message);
