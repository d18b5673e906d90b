using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>Names in a request, which are bounded before they take memory.</summary>
internal static class Texts
{
    /// <exception cref="ServingException">TooLarge over the limit of a field; InvalidArgument for bad UTF-8.</exception>
    public static string Read(ref WireReader reader, string field, GrpcDecoderLimits limits)
    {
        var ahead = reader;
        var length = ahead.ReadLength();
        return length <= limits.MaxFieldBytes
            ? reader.ReadString(field)
            : throw ServingException.TooLarge($"{field} has {length} bytes; {limits.MaxFieldBytes} are allowed there.");
    }
}
